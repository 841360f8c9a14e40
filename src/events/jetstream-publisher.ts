// Copies the log into the stream: every event once, in the order of cursors. Where to go on is read from the stream itself, and
// each message names the sequence that it expects before it: if somebody else has published, or an answer was lost, the server
// refuses, and the publisher looks at the stream's end again.
import { jetstream, JetStreamApiCodes } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { EventLog, LoggedEvent } from "../domains/events/event.js";
import type { Logger } from "../observability/logger.js";
import { timerPause } from "../shared/backoff.js";
import { GatewayError } from "../shared/errors.js";
import type { Bell } from "./bell.js";
import type { Arrival } from "./event-tail.js";
import { toMessage } from "./jetstream-message.js";
import { hasCode, type EventStreamStore } from "./jetstream-stream.js";

const batchSize = 500;
const answerTimeoutMs = 2_000;
const retryMs = 200;
const defaultMaxBytes = 1_048_576;

/** What publishing needs. */
export interface PublisherParts {
  readonly connection: NatsConnection;
  readonly stream: EventStreamStore;
  readonly log: Pick<EventLog, "read" | "oldestCursor">;
  /** Rung when something was appended. */
  readonly bell: Bell;
  /** How often the log is read when nobody rang. */
  readonly pollMs: number;
  readonly logger: Logger;
  /** The cursor from which on events are young enough for the stream. */
  readonly findStart: () => Promise<bigint>;
  /** Cursors from `first` on of what the person behind this pseudonym did before they were erased. */
  readonly listErased: (pseudonym: string, first: bigint) => Promise<readonly bigint[]>;
}

/** How far the stream is. */
interface End {
  /** Of the last message there ever was. */
  readonly sequence: number;
  /** Of the last event that was published. */
  readonly cursor: bigint;
  /** The sequence behind which this filling began: a stream that was emptied takes the same events again. */
  readonly generation: string;
}

/** Events on their way into the stream. */
interface Sending {
  /** Of the last of them. */
  readonly cursor: bigint;
  readonly reached: Promise<End>;
}

/** Publishes until `stop` is aborted. */
export async function publish(parts: PublisherParts, stop: AbortSignal): Promise<void> {
  const { stream, log, bell, pollMs, logger } = parts;
  stop.addEventListener("abort", () => bell.ring(), { once: true });
  let sending: Sending | undefined;
  while (!stop.aborted) {
    try {
      sending ??= await resume(parts);
      // The next events are read while the server answers for those before them.
      const events = await log.read(sending.cursor, batchSize);
      const end: End = await sending.reached;
      if (end.cursor !== sending.cursor) sending = { cursor: end.cursor, reached: sending.reached };
      else if (events.length === 0) await bell.wait(pollMs);
      else sending = send(parts, events, end);
    } catch (error) {
      if (stop.aborted) return;
      // Somebody else published, or the same events came through after all: nothing is wrong.
      if (!hasCode(error, JetStreamApiCodes.StreamWrongLastSequence))
        logger.warn({ err: error, stream: stream.name }, "Events could not be published; trying again.");
      sending = undefined;
      await timerPause(retryMs, stop);
    }
  }
}

async function resume(parts: PublisherParts): Promise<Sending> {
  const end = await findEnd(parts);
  return { cursor: end.cursor, reached: Promise.resolve(end) };
}

function send(parts: PublisherParts, events: readonly LoggedEvent[], end: End): Sending {
  // The end of a person is published by itself: what they did leaves the stream before.
  const erasing = events.findIndex(({ type }) => type === "customer.erased");
  const batch = erasing < 0 ? events : events.slice(0, Math.max(erasing, 1));
  const reached = publishEvents(parts, batch, end);
  // Whoever waits for it hears why; until then nobody may.
  reached.catch(() => undefined);
  return { cursor: batch.at(-1)?.cursor ?? end.cursor, reached };
}

/** The stream's end, if it is that of this log; otherwise the stream is emptied, and filled with what is young enough. */
async function findEnd({ stream, log, logger, findStart }: PublisherParts): Promise<End> {
  await stream.ensure();
  const { sequence, last } = await stream.findEnd();
  if (last !== undefined) {
    const [generation = ""] = last.messageId.split("-");
    if (await isInLog(log, last)) return { sequence, cursor: last.cursor, generation };
    logger.error(
      { stream: stream.name, cursor: last.cursor.toString() },
      "The stream's last event is not in the log (was the database restored?); the stream is filled anew.",
    );
    await stream.purge();
  }
  const [start, oldest] = await Promise.all([findStart(), log.oldestCursor()]);
  return { sequence, cursor: start > oldest ? start : oldest, generation: sequence.toString() };
}

async function isInLog(log: PublisherParts["log"], { cursor, event }: Arrival): Promise<boolean> {
  const [found] = await log.read(cursor - 1n, 1).catch((error: unknown) => {
    if (error instanceof GatewayError && error.code === "CURSOR_TOO_OLD") return [];
    throw error;
  });
  return found?.cursor === cursor && (event === undefined || found.recordedAt === event.recordedAt);
}

/** Publishes the next events, many under way at a time; answers how far the stream is then. */
async function publishEvents(parts: PublisherParts, batch: readonly LoggedEvent[], end: End): Promise<End> {
  const { connection, stream } = parts;
  // What a person did leaves the stream before anybody hears by it that they were erased. So it is done, also after a crash.
  if (batch[0]?.type === "customer.erased") await removeErased(parts, batch[0]);
  const client = jetstream(connection);
  const maxBytes = connection.info?.max_payload ?? defaultMaxBytes;
  const answers = await Promise.allSettled(
    batch.map((event, at) =>
      client.publish(
        stream.subjectOf(event),
        toMessage(event, batch[at - 1]?.cursor ?? end.cursor, maxBytes),
        {
          msgID: `${end.generation}-${event.cursor.toString()}`,
          expect: { lastSequence: end.sequence + at },
          timeout: answerTimeoutMs,
        },
      ),
    ),
  );
  let reached = end;
  let isAllStored = true;
  for (const [at, answer] of answers.entries()) {
    if (answer.status === "rejected") {
      if (isAllStored) throw answer.reason;
      return reached;
    }
    const { seq, duplicate } = answer.value;
    // A duplicate of what was removed in the meantime: not stored, and those behind it were refused.
    if (duplicate && seq <= reached.sequence) isAllStored = false;
    reached = { ...reached, sequence: Math.max(seq, reached.sequence), cursor: batch[at]!.cursor };
  }
  return reached;
}

async function removeErased(
  { stream, listErased }: PublisherParts,
  { customerId }: LoggedEvent,
): Promise<void> {
  await stream.removeCustomers((first) => listErased(customerId, first));
}
