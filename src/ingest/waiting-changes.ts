// Changes whose person nobody knows yet: a new customer's first record can come before the source that knows the person
// was read. They are looked at again with each turn, and until then the place that is saved stays before them.
import type { SourceChange } from "../domains/ingest/source-change.js";
import type { DroppedChange } from "./ingest-changes.js";
import type { DropReason } from "./steps/step-result.js";

/** So often is a change looked at again, and so many changes wait at most. */
const lookUps = 10;
const maxWaiting = 1_000;

interface WaitingChange {
  readonly change: SourceChange;
  readonly lookUpsLeft: number;
  /** From where the change would be read again. */
  readonly before: string | undefined;
}

/** The changes of one source that wait. */
export class WaitingChanges {
  #waiting: readonly WaitingChange[] = [];

  /** What waits, oldest first. */
  get changes(): readonly SourceChange[] {
    return this.#waiting.map(({ change }) => change);
  }

  /**
   * Sorts out what was dropped of `changes` and what came behind them: who is unknown waits, unless too long already.
   * `before` is where reading goes on to find the new ones again. Answers the reasons of those that are given up.
   */
  settle(dropped: readonly DroppedChange[], before: string | undefined): readonly DropReason[] {
    const known = new Map(this.#waiting.map((waiting) => [waiting.change, waiting]));
    const unknown = dropped
      .filter((drop) => drop.reason === "UNKNOWN_PERSON")
      .map(({ change }) => known.get(change) ?? { change, lookUpsLeft: lookUps, before })
      .map((waiting) => ({ ...waiting, lookUpsLeft: waiting.lookUpsLeft - 1 }));
    this.#waiting = unknown.filter(({ lookUpsLeft }) => lookUpsLeft > 0).slice(-maxWaiting);
    const gaveUp = unknown.slice(this.#waiting.length).map(() => "UNKNOWN_PERSON" as const);
    const others = dropped.map((drop) => drop.reason).filter((reason) => reason !== "UNKNOWN_PERSON");
    return [...gaveUp, ...others];
  }

  /** The place to save: `position`, or the one before the first change that waits. */
  findHeld(position: string): string | undefined {
    const [first] = this.#waiting;
    return first === undefined ? position : first.before;
  }

  /** From here on all that waits would be read again from `before`. */
  moveTo(before: string): void {
    this.#waiting = this.#waiting.map((waiting) => ({ ...waiting, before }));
  }
}
