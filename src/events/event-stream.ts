// Lossless streams over the event log. A stream pulls: it reads behind its own cursor, waits until something that it
// wants arrives, and reads again, so a slow reader holds nothing but its cursor and an event is never dropped.
import type { EventFilter, EventLog, LoggedEvent } from "../domains/events/event.js";

const readSize = 200;

/** Streams of events, all woken by one follower of the log. */
export interface EventStream extends AsyncDisposable {
  /** Events behind `after` in order, first those that are there, then those that come. Ends when `signal` aborts. */
  read(after: bigint, filter: EventFilter, signal: AbortSignal): AsyncGenerator<LoggedEvent, void, void>;
  latestCursor(): Promise<bigint>;
}

/** Starts the follower that wakes the streams. */
export function createEventStream(log: EventLog): EventStream {
  const waiting = new Set<{ readonly filter: EventFilter; readonly wake: () => void }>();
  const follower = log.follow((events) => {
    for (const waiter of waiting) {
      if (events.some((event) => isWanted(event, waiter.filter))) waiter.wake();
    }
  });

  async function* read(
    after: bigint,
    filter: EventFilter,
    signal: AbortSignal,
  ): AsyncGenerator<LoggedEvent, void, void> {
    let cursor = after;
    while (!signal.aborted) {
      // Waiting begins before reading: an event between the two wakes at once instead of being waited for in vain.
      using wakeUp = waitFor(filter, signal);
      const events = await log.read(cursor, readSize, filter);
      for (const event of events) {
        if (signal.aborted) return;
        yield event;
        cursor = event.cursor;
      }
      if (events.length === 0) await wakeUp.promise;
    }
  }

  function waitFor(
    filter: EventFilter,
    signal: AbortSignal,
  ): Disposable & { readonly promise: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter = { filter, wake: () => resolve() };
    waiting.add(waiter);
    signal.addEventListener("abort", waiter.wake, { once: true });
    if (signal.aborted) resolve();
    return {
      promise,
      [Symbol.dispose]: () => {
        waiting.delete(waiter);
        signal.removeEventListener("abort", waiter.wake);
      },
    };
  }

  return {
    read,
    latestCursor: () => log.latestCursor(),
    [Symbol.asyncDispose]: () => follower[Symbol.asyncDispose](),
  };
}

function isWanted(event: LoggedEvent, { customerIds, kinds }: EventFilter): boolean {
  return (customerIds?.includes(event.customerId) ?? true) && (kinds?.includes(event.kind) ?? true);
}
