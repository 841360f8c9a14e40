// The gateway's own store, filled by the gateway's own code: whatever its tables look like, they are as it would have them.
import type { Population } from "../../src/demo/bank/population/build-population.js";
import { seedGateway } from "../../src/demo/bank/seed-gateway.js";
import { startDemoServices } from "../../src/demo/services/start-demo-services.js";
import type { FollowedSource } from "../../src/ingest/followed-source.js";
import { linkAllIdentities } from "../../src/ingest/link-identities.js";
import { sources } from "../../src/sources/index.js";
import { createStore } from "../../src/store/create-store.js";
import { benchCipher } from "./bench-keys.js";
import { dataSetSeed, dataSetUntil } from "./data-set-size.js";
import { countVisitors } from "./fill-web-events.js";
import type { ReportShare } from "./insert-in-parts.js";

/** Connection URLs of the databases by the names of the gateway's settings. */
export interface GatewayUrls {
  readonly CRM_URL: string;
  readonly WEB_EVENTS_URL: string;
  readonly TRANSFERS_URL: string;
  readonly CONSULTATIONS_URL: string;
  readonly DATABASE_URL: string;
}

const latestTimeoutMs = 60_000;

/** Makes the store's tables, links identities, writes consents and preferences. */
export async function fillGateway(
  urls: GatewayUrls,
  population: Population,
  report: ReportShare,
): Promise<void> {
  await using services = await startDemoServices(urls.CRM_URL);
  const connected = sources.map((source) => source.connect({ ...urls, ...services.settings }));
  const store = await createStore({ url: urls.DATABASE_URL, cipher: benchCipher });
  try {
    await store.migrate();
    let linked = 0;
    const total = population.people.length * 10;
    const { failed } = await linkAllIdentities({
      sources: connected.map((source) =>
        source.name === "web-events" ? stopAfterRows(source, countVisitors(population)) : source,
      ),
      unitOfWork: store.unitOfWork,
      onProgress: ({ source, identities, isDone }) => {
        report(Math.min(linked + identities, total - 1), total);
        if (isDone && source !== "") linked += identities;
      },
    });
    const [first] = failed;
    if (first) throw new Error(`The identities of ${first.source} were not read.`, { cause: first.error });
    // All links of the visitors are found in the hits that stand first; the rest of them says nothing new.
    for (const { name, identities, latestChangePosition } of connected) {
      if (identities === undefined || name !== "web-events" || latestChangePosition === undefined) continue;
      const position = await latestChangePosition({ signal: AbortSignal.timeout(latestTimeoutMs) });
      await store.unitOfWork.run(({ identities: links }) => links.saveScanPosition(name, position));
    }
    await seedGateway({
      url: urls.DATABASE_URL,
      customers: population.people.length,
      seed: dataSetSeed,
      until: dataSetUntil,
    });
    report(total, total);
  } finally {
    await store.close();
    await Promise.all(connected.map((source) => source.close()));
  }
}

/** The source with an identity scan that ends with the part in which its first `rows` rows are read. */
function stopAfterRows(source: FollowedSource, rows: number): FollowedSource {
  const scan = source.identities;
  if (scan === undefined) return source;
  let read = 0;
  return {
    ...source,
    identities: async (position, limit, options) => {
      const part = await scan(position, limit, options);
      read += limit;
      return { ...part, isAtEnd: part.isAtEnd || read >= rows };
    },
  };
}
