// What comes by the stream, into the tail: an ordered consumer of this process, from the stream's end on. The consumer may
// lose its place as it likes: arrivals name the event before them, so the tail sees a gap, and readers close it from the log.
import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Logger } from "../observability/logger.js";
import { timerPause } from "../shared/backoff.js";
import type { EventTail } from "./event-tail.js";
import { toArrival } from "./jetstream-message.js";
import type { EventStreamStore } from "./jetstream-stream.js";

/** Messages that the server may send ahead. */
const aheadMessages = 1_000;
const heartbeatMs = 2_000;
const retryMs = 250;
/** The server drops the consumer of a process that asks no more. */
const abandonedMs = 60_000;

/** What a feed needs. */
export interface FeedParts {
  readonly connection: NatsConnection;
  readonly stream: EventStreamStore;
  readonly tail: EventTail;
  readonly logger: Logger;
  /** Cursor of the log's newest event. */
  readonly findLatest: () => Promise<bigint>;
  /** Something arrived. */
  readonly onArrival: () => void;
  /** The stream is heard; `isCurrent` says that it holds what the log holds. */
  readonly onBegun: (isCurrent: boolean) => void;
  /** The stream is not heard any more. */
  readonly onEnded: () => void;
}

/** Feeds the tail until `stop` is aborted. `renewed` answers a signal whose abortion makes the feed begin anew. */
export async function feed(parts: FeedParts, stop: AbortSignal, renewed: () => AbortSignal): Promise<void> {
  let isFailing = false;
  while (!stop.aborted) {
    try {
      await hear(parts, AbortSignal.any([stop, renewed()]), () => (isFailing = false));
    } catch (error) {
      if (stop.aborted) return;
      if (!isFailing)
        parts.logger.warn({ err: error }, "The stream of events cannot be heard; trying again.");
      isFailing = true;
    } finally {
      parts.onEnded();
    }
    await timerPause(retryMs, stop);
  }
}

async function hear(
  { connection, stream, tail, findLatest, onArrival, onBegun }: FeedParts,
  stop: AbortSignal,
  onSuccess: () => void,
): Promise<void> {
  const latest = await findLatest();
  const { last } = await stream.findEnd();
  // Everything behind the last message comes by the consumer; what the publisher has yet to bring of before is in the log.
  tail.startAt(last !== undefined && last.cursor > latest ? last.cursor : latest);
  const consumer = await jetstream(connection).consumers.get(stream.name, {
    opt_start_seq: (last?.sequence ?? 0) + 1,
    inactive_threshold: abandonedMs,
  });
  const messages = await consumer.consume({
    max_messages: aheadMessages,
    idle_heartbeat: heartbeatMs,
    callback: (message) => {
      tail.accept(toArrival(message.data));
      onArrival();
    },
  });
  const end = (): void => messages.stop();
  stop.addEventListener("abort", end, { once: true });
  if (stop.aborted) end();
  onSuccess();
  onBegun(last !== undefined && last.cursor >= latest);
  try {
    for await (const { type } of messages.status()) {
      if (type === "heartbeats_missed" || type === "stream_not_found" || type === "consumer_not_found") end();
    }
    const failure = await messages.closed();
    if (failure instanceof Error) throw failure;
  } finally {
    stop.removeEventListener("abort", end);
    await messages.close();
  }
}
