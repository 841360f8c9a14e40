// Lossless streams over the event log. A stream reads the log behind its own cursor; once it has reached the end, it takes
// what the one follower of this process hands over, without asking the database again. A stream whose reader is slow keeps
// no more than a page of that: then it goes back to the log, so a slow reader holds next to nothing and no event is dropped.
import { isWanted, type EventFilter, type EventLog, type LoggedEvent } from "../domains/events/event.js";

/** Events of one read of the log; also the most that waits in memory for one stream. */
const pageSize = 200;

/** Streams of events, all fed by one follower of the log. */
export interface EventStream
  extends AsyncDisposable, Pick<EventLog, "latestCursor" | "oldestCursor" | "hasReached"> {
  /** Events behind `after` in order, first those that are there, then those that come. Ends when `signal` aborts; throws CURSOR_TOO_OLD. */
  read(after: bigint, filter: EventFilter, signal: AbortSignal): AsyncGenerator<LoggedEvent, void, void>;
}

/** Streams over a log; it is followed from the first stream on. */
export function createEventStream(log: EventLog): EventStream {
  const listeners = new Listeners();
  let following: Promise<AsyncDisposable> | undefined;

  /**
   * Follows the log from where it ends now. Whoever reads the log after that has all that comes before what the follower
   * hands over: between the two nothing can be missing.
   */
  function follow(): Promise<AsyncDisposable> {
    following ??= log.latestCursor().then(
      (latest) => log.follow((events) => listeners.tell(events), latest),
      (error: unknown) => {
        following = undefined;
        throw error;
      },
    );
    return following;
  }

  async function* read(
    after: bigint,
    filter: EventFilter,
    signal: AbortSignal,
  ): AsyncGenerator<LoggedEvent, void, void> {
    await follow();
    using listener = listeners.add(filter, signal);
    let cursor = after;
    while (!signal.aborted) {
      // Listening begins before reading: an event between the two is in both, and the cursor tells.
      listener.begin();
      for (let isWhole = false; !isWhole && !signal.aborted;) {
        const page = await log.read(cursor, pageSize, filter);
        isWhole = page.length < pageSize;
        for (const event of page) {
          if (signal.aborted) return;
          yield event;
          cursor = event.cursor;
        }
      }
      while (!listener.hasLost && !signal.aborted) {
        for (const event of listener.take()) {
          if (signal.aborted) return;
          if (event.cursor <= cursor) continue;
          yield event;
          cursor = event.cursor;
        }
        await listener.wait();
      }
    }
  }

  return {
    read,
    latestCursor: () => log.latestCursor(),
    oldestCursor: () => log.oldestCursor(),
    hasReached: (cursor) => log.hasReached(cursor),
    [Symbol.asyncDispose]: async () => {
      await (await following?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

/** One stream's ear: what came since it was last asked, a page at most. */
class Listener {
  #waiting: LoggedEvent[] = [];
  #wake: (() => void) | undefined;
  /** Whether more came than is kept: what was kept is gone then, and the log has it. */
  hasLost = false;

  constructor(
    readonly filter: EventFilter,
    private readonly signal: AbortSignal,
    private readonly remove: (listener: Listener) => void,
  ) {
    signal.addEventListener("abort", this.wake);
  }

  begin(): void {
    this.#waiting = [];
    this.hasLost = false;
  }

  hear(event: LoggedEvent): void {
    if (this.hasLost || !isWanted(event, this.filter)) return;
    this.hasLost = this.#waiting.length === pageSize;
    if (this.hasLost) this.#waiting = [];
    else this.#waiting.push(event);
    this.wake();
  }

  take(): readonly LoggedEvent[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** Resolves when there is something to take, or no reason to wait for it. */
  async wait(): Promise<void> {
    if (this.#waiting.length > 0 || this.hasLost || this.signal.aborted) return;
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  readonly wake = (): void => this.#wake?.();

  [Symbol.dispose](): void {
    this.signal.removeEventListener("abort", this.wake);
    this.remove(this);
  }
}

/** All streams' ears. Those who want few customers are found by them: a gateway has thousands, and an event wakes some. */
class Listeners {
  readonly #ofAll = new Set<Listener>();
  readonly #byCustomer = new Map<string, Set<Listener>>();

  add(filter: EventFilter, signal: AbortSignal): Listener {
    const listener = new Listener(filter, signal, (gone) => this.#remove(gone));
    if (filter.customerIds === undefined) this.#ofAll.add(listener);
    for (const id of filter.customerIds ?? []) {
      const others = this.#byCustomer.get(id);
      if (others === undefined) this.#byCustomer.set(id, new Set([listener]));
      else others.add(listener);
    }
    return listener;
  }

  tell(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      for (const listener of this.#ofAll) listener.hear(event);
      for (const listener of this.#byCustomer.get(event.customerId) ?? []) listener.hear(event);
    }
  }

  #remove(listener: Listener): void {
    this.#ofAll.delete(listener);
    for (const id of listener.filter.customerIds ?? []) {
      const others = this.#byCustomer.get(id);
      others?.delete(listener);
      if (others?.size === 0) this.#byCustomer.delete(id);
    }
  }
}
