import type { EventLog } from "../domains/events/event.js";

/** One reader's ear: `arrived` is aborted by the first arrival. */
export interface Listening extends Disposable {
  readonly arrived: AbortSignal;
}

/** Tells many readers that something arrived in the log. Waking is a hint; what arrived is read from the log. */
export interface Waker extends AsyncDisposable {
  /** Listens from here on. */
  listen(): Listening;
}

/** Follows the log once for all readers of this process. */
export function createWaker(eventLog: Pick<EventLog, "follow">): Waker {
  const listeners = new Set<AbortController>();
  const following = eventLog.follow(() => {
    for (const listener of listeners) listener.abort();
    listeners.clear();
  });
  return {
    listen: () => {
      const listener = new AbortController();
      listeners.add(listener);
      return { arrived: listener.signal, [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.asyncDispose]: () => following[Symbol.asyncDispose](),
  };
}
