// The newest events in memory, as they came by the stream. In: arrivals, each with the cursor of the event before it. Out:
// what stands behind a cursor, or undefined where the tail cannot know: what it answers never lacks an event.
import type { LoggedEvent } from "../domains/events/event.js";

/** An event as it came by the stream. */
export interface Arrival {
  /** Cursor of the event that was published before it: between the two the log has nothing. */
  readonly previous: bigint;
  readonly cursor: bigint;
  /** Undefined when it was too large for the stream; it is read from the log. */
  readonly event: LoggedEvent | undefined;
  readonly bytes: number;
}

/** The end of the log as far as it has arrived. */
export interface EventTail {
  /** Cursor of the last arrival; undefined before the first. */
  readonly head: bigint | undefined;
  /** Begins anew behind `cursor`, unless it has come that far already. */
  startAt(cursor: bigint): void;
  /** Takes an arrival: one that was here is left out, and one behind a gap begins the tail anew. */
  accept(arrival: Arrival): void;
  /** Events behind `cursor` in order, at most `limit`; undefined when the tail does not reach back to it. */
  read(cursor: bigint, limit: number): readonly LoggedEvent[] | undefined;
}

/** How much is kept; the older half goes when one of the two is exceeded. */
export interface TailLimits {
  readonly events: number;
  readonly bytes: number;
}

const defaultLimits: TailLimits = { events: 20_000, bytes: 32 * 1_024 * 1_024 };

/** An empty tail. */
export function createEventTail(limits: TailLimits = defaultLimits): EventTail {
  let kept: { readonly event: LoggedEvent; readonly bytes: number }[] = [];
  let keptBytes = 0;
  // Everything of the log that is behind `floor` and up to `head` is in `kept`.
  let floor: bigint | undefined;
  let head: bigint | undefined;

  function clear(newFloor: bigint): void {
    kept = [];
    keptBytes = 0;
    floor = newFloor;
  }

  function keep(event: LoggedEvent, bytes: number): void {
    kept.push({ event, bytes });
    keptBytes += bytes;
    if (kept.length <= limits.events && keptBytes <= limits.bytes) return;
    const dropped = kept.splice(0, Math.ceil(kept.length / 2));
    for (const one of dropped) keptBytes -= one.bytes;
    floor = dropped.at(-1)?.event.cursor;
  }

  /** Where the first event behind `cursor` stands. */
  function findPlace(cursor: bigint): number {
    let [from, to] = [0, kept.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((kept[middle]?.event.cursor ?? 0n) > cursor) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  return {
    get head() {
      return head;
    },
    startAt(cursor) {
      if (head !== undefined && cursor <= head) return;
      clear(cursor);
      head = cursor;
    },
    accept({ previous, cursor, event, bytes }) {
      if (head !== undefined && cursor <= head) return;
      const isGap = head === undefined || previous > head;
      head = cursor;
      if (event === undefined) return clear(cursor);
      // What is kept of a person who was erased goes with the rest; the log has it no longer.
      if (isGap || event.type === "customer.erased") clear(previous);
      keep(event, bytes);
    },
    read(cursor, limit) {
      if (floor === undefined || cursor < floor) return undefined;
      const from = findPlace(cursor);
      return kept.slice(from, from + limit).map(({ event }) => event);
    },
  };
}
