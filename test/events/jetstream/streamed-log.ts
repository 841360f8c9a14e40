// Logs over JetStream for tests: one for each process that there would be, and what the stream holds.
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, vi } from "vitest";
import type { LoggedEvent, NewEvent } from "../../../src/domains/events/event.js";
import { createJetStreamEventLog, type JetStreamEventLog } from "../../../src/events/jetstream-event-log.js";
import type { JetStreamSettings } from "../../../src/events/jetstream-settings.js";
import { createPostgresEventLog } from "../../../src/events/postgres-event-log.js";
import { silentLogger } from "../../../src/observability/logger.js";
import { testAccessKeys, testCipher } from "../../fakes/key-ring.js";
import { createStore, type Store } from "../../../src/store/create-store.js";
import { startNats, type TestNats } from "../../harness/nats-server.js";
import { createTestStore, type TestStore } from "../../harness/store.js";

/** Long enough for a busy machine. */
export const waiting = { timeout: 20_000, interval: 10 };

/** The log of one process, over connections of its own. */
export interface StreamedLog extends AsyncDisposable {
  readonly log: JetStreamEventLog;
  append(...events: readonly NewEvent[]): Promise<ReadonlySet<string>>;
}

/** Opens a process's log on the database of `store`; `more` takes the place of single settings. */
export async function openStreamedLog(
  store: Pick<TestStore, "url">,
  nats: Pick<TestNats, "url">,
  more: Partial<JetStreamSettings> = {},
): Promise<StreamedLog> {
  const own = await createStore({ url: store.url, cipher: testCipher, accessKeys: testAccessKeys });
  const log = createJetStreamEventLog({ ...toSettings(own, store.url, nats.url), ...more });
  return {
    log,
    append: (...events) => own.unitOfWork.run((transaction) => transaction.events.append(events)),
    [Symbol.asyncDispose]: async () => {
      await log[Symbol.asyncDispose]();
      await own.close();
    },
  };
}

function toSettings(store: Store, databaseUrl: string, natsUrl: string): JetStreamSettings {
  return {
    base: createPostgresEventLog(store),
    read: store.read,
    onAppended: store.onAppended,
    databaseUrl,
    address: { urls: [natsUrl] },
    stream: { prefix: "test", replicas: 1, hours: 1 },
    logger: silentLogger,
    checkMs: 100,
  };
}

/** Waits until the log hears the stream. */
export async function untilHearing({ log }: StreamedLog, within = waiting): Promise<void> {
  await vi.waitFor(() => expect(log.isHearing()).toBe(true), within);
}

/** Follows from `after` on and keeps what it gets. */
export function collect(
  { log }: StreamedLog,
  after?: bigint,
): AsyncDisposable & { readonly got: readonly LoggedEvent[] } {
  const got: LoggedEvent[] = [];
  const follower = log.follow((events) => got.push(...events), after);
  return { got, [Symbol.asyncDispose]: () => follower[Symbol.asyncDispose]() };
}

/** A message of the stream as JSON, with its subject. */
export interface StreamMessage {
  readonly subject: string;
  readonly messageId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A look at the stream from outside. */
export interface StreamView extends AsyncDisposable {
  readonly streams: Awaited<ReturnType<typeof jetstreamManager>>["streams"];
  findName(): Promise<string>;
  /** All messages in their order. */
  list(): Promise<readonly StreamMessage[]>;
}

/** Looks at the server's only stream. */
export async function viewStream({ url }: TestNats): Promise<StreamView> {
  const connection = await connect({ servers: url.replace("nats://", ""), reconnect: false });
  const { streams } = await jetstreamManager(connection);
  const findName = async (): Promise<string> => {
    const [name, ...others] = await streams.names().next();
    expect(others).toEqual([]);
    return name!;
  };
  return {
    streams,
    findName,
    async list() {
      const name = await findName();
      const { state } = await streams.info(name);
      const messages: StreamMessage[] = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const message = await streams.getMessage(name, { seq });
        if (message === null) continue;
        messages.push({
          subject: message.subject,
          messageId: message.header.get("Nats-Msg-Id"),
          body: message.json(),
        });
      }
      return messages;
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

/** A server, a store and a look at the stream, for one test. */
export interface StreamParts extends AsyncDisposable {
  readonly nats: TestNats;
  readonly store: TestStore;
  readonly stream: StreamView;
}

/** Starts them. */
export async function startStreamParts(): Promise<StreamParts> {
  await using started = new AsyncDisposableStack();
  const nats = started.use(await startNats());
  const store = started.use(await createTestStore());
  const stream = started.use(await viewStream(nats));
  const running = started.move();
  return { nats, store, stream, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

/** Waits until the stream holds exactly these, each once and in this order, and each names the one before it. */
export async function untilStreamHolds(
  stream: StreamView,
  events: readonly Pick<NewEvent, "dedupKey">[],
): Promise<readonly StreamMessage[]> {
  return vi.waitFor(async () => {
    const messages = await stream.list();
    expect(messages.map(({ body }) => body["dedupKey"])).toEqual(events.map(({ dedupKey }) => dedupKey));
    const [, ...chained] = messages.map(({ body }) => body["previous"]);
    expect(chained).toEqual(messages.slice(0, -1).map(({ body }) => body["cursor"]));
    return messages;
  }, waiting);
}
