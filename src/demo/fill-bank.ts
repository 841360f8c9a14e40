// Fills a new bank: the sources' records, then who is who in the gateway's own database, and what hangs on that.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { linkAllIdentities } from "../ingest/link-identities.js";
import { sources } from "../sources/index.js";
import { createStore } from "../store/create-store.js";
import { startDemoServices } from "./services/start-demo-services.js";
import { toSettingUrls } from "./bank-settings.js";
import { seedBank } from "./bank/seed-bank.js";
import { seedGateway } from "./bank/seed-gateway.js";
import type { BankContents, BankUrls, ReportProgress } from "./demo-bank.js";

/** Fills the five databases; the sources' have their tables. */
export async function fillBank(
  urls: BankUrls,
  contents: BankContents,
  report: ReportProgress,
  cipher: IdentifierCipher,
): Promise<void> {
  await seedBank({ urls, ...contents, onProgress: report });
  await using services = await startDemoServices(urls.crm);
  const settings = { ...toSettingUrls(urls), ...services.settings };
  const connected = sources.map((source) => source.connect(settings));
  const store = await createStore({ url: urls.gateway, cipher });
  try {
    await store.migrate();
    const total = connected.filter(({ identities }) => identities !== undefined).length;
    let done = 0;
    report({ step: "Who is who", done, total });
    const { failed } = await linkAllIdentities({
      sources: connected,
      unitOfWork: store.unitOfWork,
      onProgress: ({ isDone }) => report({ step: "Who is who", done: isDone ? (done += 1) : done, total }),
    });
    const [first] = failed;
    if (first) throw new Error(`The identities of ${first.source} were not read.`, { cause: first.error });
    report({ step: "Consents", done: 0, total: 1 });
    await seedGateway({ url: urls.gateway, ...contents });
    report({ step: "Consents", done: 1, total: 1 });
  } finally {
    await store.close();
    await Promise.all(connected.map((source) => source.close()));
  }
}
