import type { Instant } from "../../shared/instant.js";

/** What removing a part of the old events did. */
export interface RemovedPart {
  readonly removed: number;
  /** Whether there may be more to remove at once. */
  readonly hasMore: boolean;
  /** Reactions that have not handled what is old enough to go; it stays until they have. */
  readonly heldBackBy: readonly string[];
}

/** Port of the removal of events for their age. */
export interface EventRetention {
  /**
   * Removes the oldest events that were recorded before `before`, a small part of them, and moves the floor of the log in
   * the same transaction. Removes nothing while another process does.
   */
  removePart(before: Instant): Promise<RemovedPart>;
}
