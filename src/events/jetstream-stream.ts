// The stream of one log: its name, how it is made, what stands at its end, and how an erased person leaves it.
import {
  DiscardPolicy,
  jetstreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type LastForMsgRequest,
  type MsgRequest,
  type NextMsgRequest,
  type StoredMsg,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { LoggedEvent } from "../domains/events/event.js";
import { partitionOf } from "../domains/events/partitions.js";
import { toArrival } from "./jetstream-message.js";
import type { Arrival } from "./event-tail.js";

/** How the stream is kept. */
export interface StreamSettings {
  /** Its name is this with the log's own id behind it, so that two databases never share a stream. */
  readonly prefix: string;
  /** How many servers hold each message. */
  readonly replicas: number;
  /** How long a message stays; what is older is read from the log. */
  readonly hours: number;
}

/** Within this time the server drops a message that is published twice. What is exact without it is the expected sequence. */
const duplicateWindowMs = 120_000;
const nanosOfMs = 1_000_000;
const nanosOfHour = 3_600_000 * nanosOfMs;

/** A message as it stands in the stream. */
export interface StoredArrival extends Arrival {
  readonly sequence: number;
  readonly subject: string;
  readonly messageId: string;
}

/** The stream as its publisher and its readers see it. */
export interface EventStreamStore {
  readonly name: string;
  /** Where those who append tell the publisher so; not kept. */
  readonly appendedSubject: string;
  subjectOf(event: Pick<LoggedEvent, "customerId">): string;
  /** Makes the stream, or brings it to the settings. */
  ensure(): Promise<void>;
  /** The number of the last message that was ever in the stream, and the last one that is. */
  findEnd(): Promise<{ readonly sequence: number; readonly last: StoredArrival | undefined }>;
  /** Removes everything. Sequences go on. */
  purge(): Promise<void>;
  /** Removes every message of the customers to whom the cursors belonged that `listCursors` finds from `first` on. */
  removeCustomers(listCursors: (first: bigint) => Promise<readonly bigint[]>): Promise<void>;
}

type StreamApi = Awaited<ReturnType<typeof jetstreamManager>>;

/** Opens the stream of the log with this id. */
export async function openStream(
  connection: NatsConnection,
  { prefix, replicas, hours }: StreamSettings,
  logId: string,
): Promise<EventStreamStore> {
  const api = await jetstreamManager(connection);
  const { streams } = api;
  const name = `${prefix}-${logId}`;
  const all = `${name}.*.*`;
  const wanted = { max_age: hours * nanosOfHour, num_replicas: replicas };

  return {
    name,
    appendedSubject: `${name}.appended`,
    subjectOf: ({ customerId }) => `${name}.${String(partitionOf(customerId))}.${customerId}`,
    async ensure() {
      try {
        const { config } = await streams.info(name);
        if (config.max_age !== wanted.max_age || config.num_replicas !== wanted.num_replicas)
          await streams.update(name, wanted);
      } catch (error) {
        if (!hasCode(error, JetStreamApiCodes.StreamNotFound)) throw error;
        await streams.add({
          ...wanted,
          name,
          subjects: [all],
          retention: RetentionPolicy.Limits,
          discard: DiscardPolicy.Old,
          storage: StorageType.File,
          duplicate_window: duplicateWindowMs * nanosOfMs,
        });
      }
    },
    async findEnd() {
      const { state } = await streams.info(name);
      return { sequence: state.last_seq, last: await find(api, name, { last_by_subj: all }) };
    },
    async purge() {
      await streams.purge(name);
    },
    async removeCustomers(listCursors) {
      const { state } = await streams.info(name);
      const first = await find(api, name, { seq: state.first_seq, next_by_subj: all });
      if (first === undefined) return;
      const cursors = await listCursors(first.cursor);
      let removed = 0;
      for (const cursor of cursors) {
        // One removal takes every message of a customer, mostly all there are.
        if (removed >= cursors.length) return;
        const found = await findByCursor(api, name, cursor);
        if (found !== undefined) removed += (await streams.purge(name, { filter: found.subject })).purged;
      }
    },
  };
}

/** Cursors grow with sequences, so a message is found by halving. */
async function findByCursor(
  api: StreamApi,
  name: string,
  cursor: bigint,
): Promise<StoredArrival | undefined> {
  const { state } = await api.streams.info(name);
  let [from, to] = [state.first_seq, state.last_seq];
  while (from <= to) {
    const middle = Math.floor((from + to) / 2);
    // The next one that is there: those of persons who were erased are missing.
    const found = await find(api, name, { seq: middle, next_by_subj: ">" });
    if (found?.cursor === cursor) return found;
    if (found !== undefined && found.cursor < cursor) from = found.sequence + 1;
    else to = middle - 1;
  }
  return undefined;
}

async function find(
  { streams }: StreamApi,
  name: string,
  query: LastForMsgRequest | NextMsgRequest,
): Promise<StoredArrival | undefined> {
  // The client types only the two older ways to ask; the server has known this one since 2.9.
  const message = await streams.getMessage(name, query as MsgRequest);
  return message === null ? undefined : toStored(message);
}

function toStored({ data, seq, subject, header }: StoredMsg): StoredArrival {
  return { ...toArrival(data), sequence: seq, subject, messageId: header.get("Nats-Msg-Id") };
}

/** Whether the server refused with this code. */
export function hasCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}
