// How replication from a source is, as the metrics tell it.
import type { SlotGap } from "./slot.js";

/** What a follower does. POLLING: the source cannot replicate. WAITING: another process reads from the slot. */
export type ReplicationState = "PREPARING" | "STREAMING" | "WAITING" | "POLLING" | "STOPPED";

/** What the server says of the slot, in bytes. */
export interface SlotFigures {
  /** What was written since the place that was confirmed. */
  readonly lagBytes: number;
  /** What the server keeps because of the slot. */
  readonly retainedBytes: number;
  /** reserved, extended, unreserved or lost. */
  readonly walStatus: string;
  /** Whether a process reads from it. */
  readonly isActive: boolean;
}

/** How it is. Counts are since the start. */
export interface ReplicationStatus {
  readonly state: ReplicationState;
  /** Undefined: never looked at. */
  readonly slot: SlotFigures | undefined;
  /** How long ago everything that the source had sent was in the log; 0 while it is. */
  readonly lagSeconds: number;
  readonly received: Readonly<Record<"insert" | "update", number>>;
  /** What is not followed. */
  readonly ignored: Readonly<Record<"delete" | "truncate", number>>;
  /** Rows that were gone when what was not sent of them was read. */
  readonly gone: number;
  readonly gaps: Readonly<Record<SlotGap, number>>;
}

/** Writes the status down as it changes. */
export class ReplicationRecord {
  state: ReplicationState = "STOPPED";
  slot: SlotFigures | undefined;
  gone = 0;
  readonly received = { insert: 0, update: 0 };
  readonly ignored = { delete: 0, truncate: 0 };
  readonly gaps = { NEW: 0, MISSING: 0, LOST: 0, MOVED: 0, REPUBLISHED: 0 };
  private caughtUpAt = performance.now();
  private isCaughtUp = false;

  /** Says whether everything that was received is in the log. */
  noteProgress(isCaughtUp: boolean): void {
    this.isCaughtUp = isCaughtUp;
    if (isCaughtUp) this.caughtUpAt = performance.now();
  }

  /** What is known. */
  toStatus(): ReplicationStatus {
    const { state, slot, received, ignored, gone, gaps } = this;
    const lagSeconds = this.isCaughtUp ? 0 : (performance.now() - this.caughtUpAt) / 1_000;
    return {
      state,
      slot,
      lagSeconds,
      received: { ...received },
      ignored: { ...ignored },
      gone,
      gaps: { ...gaps },
    };
  }
}
