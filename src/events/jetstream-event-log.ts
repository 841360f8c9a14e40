// The event log with its new events by NATS JetStream. The truth stays in PostgreSQL: there events are appended, in the
// transaction of the change, and there they are read. One elected process copies them into a stream, in order; every process
// hears the stream and keeps its end in memory. So following costs no statements, and when NATS is away, or the stream is
// behind or has lost something, followers read from PostgreSQL what they miss: slower, and nothing else.
import type { NatsConnection } from "@nats-io/transport-node";
import type { EventLog } from "../domains/events/event.js";
import { timerPause } from "../shared/backoff.js";
import { createBell } from "./bell.js";
import { createEventTail } from "./event-tail.js";
import { followEvents } from "./follow-events.js";
import { feed } from "./jetstream-feed.js";
import type { JetStreamSettings } from "./jetstream-settings.js";
import { openStream } from "./jetstream-stream.js";
import { findLogId } from "./log-facts.js";
import { keepNatsSession } from "./nats-session.js";
import { publishWhenElected } from "./publish-when-elected.js";

/** The log, until it is disposed of. */
export interface JetStreamEventLog extends EventLog, AsyncDisposable {
  /** Whether new events come by the stream; otherwise they are read from PostgreSQL. */
  isHearing(): boolean;
}

/** How often a process that does not publish asks for the publisher's lock. */
const electMs = 500;

/** While the stream stays behind, its consumer begins anew this often. */
const renewTicks = 10;

/** Opens the log. It connects to NATS by itself, now and whenever the connection was lost. */
export function createJetStreamEventLog(settings: JetStreamSettings): JetStreamEventLog {
  const { base, read, onAppended, logger, pollMs = 200, checkMs = 1_000 } = settings;
  const tail = createEventTail();
  const followers = new Set<() => void>();
  const publisherBell = createBell();
  const stop = new AbortController();
  let renewal = new AbortController();
  let isHearing = false;
  /** How often in a row the stream was found behind the log. */
  let lateTicks = 0;
  const isLive = (): boolean => isHearing && lateTicks === 0;

  const wakeFollowers = (): void => {
    for (const wake of followers) wake();
  };

  async function serve(connection: NatsConnection, ended: AbortSignal): Promise<void> {
    const stream = await openStream(connection, settings.stream, await findLogId(read));
    await stream.ensure();
    const unsubscribe = onAppended(({ phase }) => {
      // What is appended and not committed yet cannot be read; what was rolled back may have held up what others committed.
      if (phase === "APPENDED") return;
      publisherBell.ring();
      if (!ended.aborted && !connection.isClosed()) connection.publish(stream.appendedSubject);
    });
    try {
      await Promise.all([
        feed(
          {
            connection,
            stream,
            tail,
            logger,
            findLatest: () => base.latestCursor(),
            onArrival: () => {
              lateTicks = 0;
              wakeFollowers();
            },
            onBegun: (isCurrent) => {
              isHearing = true;
              if (isCurrent) lateTicks = 0;
              wakeFollowers();
            },
            onEnded: () => {
              isHearing = false;
              wakeFollowers();
            },
          },
          ended,
          () => (renewal = new AbortController()).signal,
        ),
        publishWhenElected(
          { connection, stream, bell: publisherBell, pollMs, retryMs: Math.min(checkMs, electMs), settings },
          ended,
        ),
      ]);
    } finally {
      unsubscribe();
    }
  }

  function noteLate(): void {
    lateTicks += 1;
    if (lateTicks % renewTicks === 1) renewal.abort();
    if (lateTicks > 1) return;
    logger.warn("The stream of events is behind; events are read from the store.");
    wakeFollowers();
  }

  /** A stream that says nothing may be at its end, or nobody may publish: the log tells which. */
  async function watch(): Promise<void> {
    let expected: bigint | undefined;
    while (!stop.signal.aborted) {
      await timerPause(checkMs, stop.signal);
      if (isHearing && expected !== undefined && (tail.head ?? 0n) < expected) noteLate();
      expected = isHearing ? await base.latestCursor().catch(() => undefined) : undefined;
    }
  }

  const session = keepNatsSession(settings.address, logger, serve);
  const watching = watch();
  return {
    read: (cursor, limit, filter) => base.read(cursor, limit, filter),
    latestCursor: () => base.latestCursor(),
    oldestCursor: () => base.oldestCursor(),
    hasReached: (cursor) => base.hasReached(cursor),
    isHearing: isLive,
    follow: (onEvents, after) => {
      let lowestOwn: bigint | undefined;
      const ignoreOwn = onAppended(({ first }) => {
        if (lowestOwn === undefined || first < lowestOwn) lowestOwn = first;
        if (!isLive()) wakeFollowers();
      });
      const following = followEvents({
        read: async (cursor, limit) =>
          (isLive() ? tail.read(cursor, limit) : undefined) ?? (await base.read(cursor, limit)),
        // The end of the log, but before whatever was appended here while the question was under way.
        findStart: async () => {
          const latest = await base.latestCursor();
          return lowestOwn !== undefined && lowestOwn <= latest ? lowestOwn - 1n : latest;
        },
        onWake: (wake) => {
          followers.add(wake);
          return () => followers.delete(wake);
        },
        toPatienceMs: () => pollMs,
        logger,
        onEvents,
        after,
      });
      return {
        [Symbol.asyncDispose]: async () => {
          ignoreOwn();
          await following[Symbol.asyncDispose]();
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all([session[Symbol.asyncDispose](), watching]);
    },
  };
}
