import type { EventLog } from "../domains/events/event.js";
import { partitionOf } from "../domains/events/partitions.js";

/** One reader's ear: `arrived` is aborted by the first arrival. */
export interface Listening extends Disposable {
  readonly arrived: AbortSignal;
}

/** Tells the readers of the log's parts that something arrived. Waking is a hint; what arrived is read from the log. */
export interface Waker extends AsyncDisposable {
  /** Listens to a part from here on. */
  listen(partition: number): Listening;
}

/** Follows the log once for all readers of this process. */
export function createWaker(eventLog: Pick<EventLog, "follow">): Waker {
  const listeners = new Map<number, Set<AbortController>>();
  const following = eventLog.follow((events) => {
    for (const partition of new Set(events.map(({ customerId }) => partitionOf(customerId)))) {
      for (const listener of listeners.get(partition) ?? []) listener.abort();
      listeners.delete(partition);
    }
  });
  return {
    listen: (partition) => {
      const listener = new AbortController();
      const present = listeners.get(partition) ?? new Set();
      listeners.set(partition, present.add(listener));
      return { arrived: listener.signal, [Symbol.dispose]: () => void present.delete(listener) };
    },
    [Symbol.asyncDispose]: () => following[Symbol.asyncDispose](),
  };
}
