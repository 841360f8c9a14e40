// Our gateway, as it is shipped or with its groups off. Events come into its log by a writer that is not measured: the
// store's own code in the process of the benchmark, as a source's changes or another gateway would bring them.
import { join } from "node:path";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { createStore, type Store } from "../../src/store/create-store.js";
import { benchCipher } from "../dataset/bench-keys.js";
import type { DataSet } from "../dataset/start-data-set.js";
import { startOwnGateway } from "../contenders/own-gateway.js";
import type { FanOutContender } from "./contender.js";
import { readTime, toProduct } from "./shape.js";

/** Our gateways. */
const gatewayPrograms = {
  ours: { name: "ours", file: "src/main.ts" },
  naive: { name: "naive", file: "bench/fan-out/naive-gateway.ts" },
} as const;

/** Starts one of our gateways over the data set. */
export async function startGateway(
  which: keyof typeof gatewayPrograms,
  dataSet: DataSet,
  customerIds: readonly string[],
): Promise<FanOutContender> {
  const program = gatewayPrograms[which];
  await using started = new AsyncDisposableStack();
  const gateway = started.use(
    await startOwnGateway(
      {
        dataSet,
        databaseUrl: dataSet.postgres.url,
        role: "",
        // Rules are judged by workers, which are processes of their own.
        environment: { ROLE: "gateway" },
        logFile: join(dataSet.folder, `${which}.log`),
      },
      program,
    ),
  );
  const url = dataSet.postgres.url("gateway");
  const store = await createStore({ url, cipher: benchCipher });
  started.defer(() => store.close());
  // Tells the gateway that the log has grown, as every process does that appends to it.
  started.use(createPostgresEventLog({ read: store.read, onAppended: store.onAppended, relayUrl: url }));
  const running = started.move();
  return {
    name: which,
    port: gateway.port,
    pid: gateway.pid,
    database: { postmasterPid: dataSet.postgres.pid },
    authorize: async (subscriber) => `Bearer ${await gateway.issueToken(`agent-${String(subscriber)}`)}`,
    makeEvents: (events, perSecond) => appendEvents(store, customerIds, events, perSecond),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Appends what is due, all of it in one transaction, until `events` have been appended. */
async function appendEvents(
  store: Store,
  customerIds: readonly string[],
  events: number,
  perSecond: number,
): Promise<void> {
  const from = readTime();
  for (let appended = 0; appended < events;) {
    const due = Math.min(events, 1 + Math.floor(((readTime() - from) * perSecond) / 1_000));
    if (due === appended) await new Promise((resolve) => setTimeout(resolve, 1));
    const next = Array.from({ length: due - appended }, (_, at) => appended + at);
    appended = due;
    if (next.length === 0) continue;
    await store.unitOfWork.run(async ({ events: log }) => {
      await log.append(
        next.map((number) => {
          const recordId = `fan-out-${String(from)}-${String(number)}`;
          return {
            type: "web-event.recorded",
            kind: "WEB_EVENT",
            customerId: customerIds[number % customerIds.length]!,
            recordId,
            record: toRecord(recordId, from + (number * 1_000) / perSecond),
            occurredAt: "2026-11-01T00:00:00Z",
            dedupKey: recordId,
          };
        }),
      );
    });
  }
}

function toRecord(recordId: string, dueAt: number): object {
  return {
    recordId,
    type: "TRACK",
    name: "Product Viewed",
    occurredAt: "2026-11-01T00:00:00Z",
    sessionId: "5d0c1f4e",
    channel: "WEB",
    url: "https://bank.example/savings",
    referrer: null,
    device: "desktop",
    locality: null,
    product: toProduct(dueAt),
    campaign: null,
    properties: null,
  };
}
