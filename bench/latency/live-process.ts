// Subscribers and writer in one process, so that one clock says when an event was committed and when its frame was there.
import { setTimeout as delay } from "node:timers/promises";
import WebSocket from "ws";
import { createJetStreamEventLog } from "../../src/events/jetstream-event-log.js";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { silentLogger } from "../../src/observability/logger.js";
import { createStore, type Store } from "../../src/store/create-store.js";
import { benchCipher } from "../dataset/bench-keys.js";
import type { LiveGateway, LiveOrder, LiveResult, WriterOrder } from "./live-order.js";

const operation = `subscription AgentLive($customerId: ID!) {
  customerContext(customerId: $customerId) {
    cursor
    kind
    customer { id }
    record { __typename ... on WebEvent { id type name occurredAt channel product } }
  }
}`;
const lastFramesMs = 10_000;

/** One event's times; NaN: not yet. */
interface Timing {
  readonly dueAt: number;
  committedAt: number;
  arrivedAt: number;
  frames: number;
}

async function run(order: LiveOrder): Promise<LiveResult> {
  const { gateways, customerIds, perSecond, warmUpSeconds, seconds } = order;
  await using started = new AsyncDisposableStack();
  const store = await openWriter(order.writer, started);
  const timings: Timing[] = [];
  const onFrame = (number: number): void => {
    const timing = timings[number];
    if (timing === undefined) return;
    timing.frames += 1;
    if (timing.frames === 1) timing.arrivedAt = performance.now();
  };
  await Promise.all(
    customerIds.map(async (id, at) => {
      const socket = await subscribe(gateways[at % gateways.length]!, id, onFrame);
      started.defer(() => socket.terminate());
    }),
  );
  const warmUps = Math.round(warmUpSeconds * perSecond);
  await appendEvents(store, order, warmUps + Math.round(seconds * perSecond), timings);
  for (const endAt = performance.now() + lastFramesMs; performance.now() < endAt;) {
    if (timings.every(({ frames }) => frames > 0)) break;
    await delay(20);
  }
  const measured = timings.slice(warmUps);
  const arrived = measured.filter(({ frames }) => frames > 0);
  return {
    events: measured.length,
    lost: measured.length - arrived.length,
    repeated: timings.filter(({ frames }) => frames > 1).length,
    // A frame may be there before the writer hears that its commit is done.
    latenciesMs: arrived.map(({ arrivedAt, committedAt }) => Math.max(0, arrivedAt - committedAt)),
    sinceDueMs: arrived.map(({ arrivedAt, dueAt }) => arrivedAt - dueAt),
  };
}

/** The store, with the log beside it that tells other processes of what is appended. */
async function openWriter({ databaseUrl, nats }: WriterOrder, started: AsyncDisposableStack): Promise<Store> {
  const store = await createStore({ url: databaseUrl, cipher: benchCipher });
  started.defer(() => store.close());
  const { read, onAppended } = store;
  const relay = nats === undefined ? { relayUrl: databaseUrl } : {};
  const base = started.use(createPostgresEventLog({ read, onAppended, ...relay }));
  if (nats === undefined) return store;
  started.use(
    createJetStreamEventLog({
      base,
      read,
      onAppended,
      databaseUrl,
      address: { urls: [nats.url] },
      stream: { prefix: nats.prefix, replicas: 1, hours: 1 },
      logger: silentLogger,
    }),
  );
  return store;
}

/** Appends what is due, all of it in one transaction, one transaction after the other. */
async function appendEvents(
  store: Store,
  { customerIds, perSecond }: LiveOrder,
  count: number,
  timings: Timing[],
): Promise<void> {
  const from = performance.now();
  const run = `${String(process.pid)}-${String(Date.now())}`;
  while (timings.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - from) * perSecond) / 1_000) + 1);
    const first = timings.length;
    const numbers = Array.from({ length: due - first }, (_, at) => first + at);
    for (const number of numbers) {
      const dueAt = from + (number * 1_000) / perSecond;
      timings.push({ dueAt, committedAt: Number.NaN, arrivedAt: Number.NaN, frames: 0 });
    }
    await store.unitOfWork.run(({ events }) =>
      events.append(numbers.map((number) => toEvent(`${run}-${String(number)}`, number, customerIds))),
    );
    const committedAt = performance.now();
    for (const number of numbers) timings[number]!.committedAt = committedAt;
    const next = from + (timings.length * 1_000) / perSecond - performance.now();
    if (next > 0) await delay(next);
  }
}

function toEvent(id: string, number: number, customerIds: readonly string[]) {
  const occurredAt = "2026-11-01T00:00:00Z";
  return {
    type: "web-event.recorded",
    kind: "WEB_EVENT",
    customerId: customerIds[number % customerIds.length]!,
    recordId: id,
    record: {
      recordId: id,
      type: "TRACK",
      name: "Product Viewed",
      occurredAt,
      sessionId: "5d0c1f4e",
      channel: "WEB",
      url: "https://bank.example/savings",
      referrer: null,
      device: "desktop",
      locality: null,
      // By which the frame is known.
      product: String(number),
      campaign: null,
      properties: null,
    },
    occurredAt,
    dedupKey: id,
  } as const;
}

/** Connects, subscribes, and waits for the snapshot. */
async function subscribe(
  { port, token }: LiveGateway,
  customerId: string,
  onFrame: (number: number) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}/graphql`, "graphql-transport-ws");
  const ready = Promise.withResolvers<void>();
  const send = (message: object): void => socket.send(JSON.stringify(message));
  socket.on("error", ready.reject);
  socket.on("close", () => ready.reject(new Error("The gateway closed a connection.")));
  socket.on("open", () => send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
  socket.on("message", (data: Buffer) => {
    const text = data.toString("utf8");
    const product = /"product":"(\d+)"/.exec(text)?.[1];
    if (product !== undefined) onFrame(Number(product));
    else if (text.includes('"connection_ack"'))
      send({
        type: "subscribe",
        id: "1",
        payload: { query: operation, variables: { customerId: `cus_${customerId}` } },
      });
    else if (text.includes('"SNAPSHOT"')) ready.resolve();
    else if (text.includes('"ping"')) send({ type: "pong" });
    else ready.reject(new Error(`The gateway answered ${text}`));
  });
  await ready.promise;
  return socket;
}

process.on("message", (order) => {
  run(order as LiveOrder).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
