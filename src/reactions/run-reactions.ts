// Runs every reaction over the log, each part of the log in one process at a time, with a saved place: in order, nothing
// skipped in silence, and once, since the place is kept with what was done. A second process that believes a part to be
// its own finds the place moved, and takes up what is left.
import pLimit from "p-limit";
import type { EventLog } from "../domains/events/event.js";
import { partitionCount } from "../domains/events/partitions.js";
import { workAlone, type WorkShare } from "../domains/schedule/work-share.js";
import { followPart, type PartOptions } from "./follow-part.js";
import type { ReactionCounts } from "./react-with-retries.js";
import type { Reaction } from "./reaction.js";
import { createWaker } from "./waker.js";

/** What running needs. */
export interface RunOptions extends Omit<PartOptions, "counts" | "waker" | "limit"> {
  readonly reactions: readonly Reaction[];
  readonly eventLog: EventLog;
  /** By which processes share the parts of the log; without it this one does all. */
  readonly workShare?: WorkShare;
}

/** Reactions that are running; disposing waits for what is being handled. */
export interface RunningReactions extends AsyncDisposable {
  readonly counts: ReadonlyMap<string, Readonly<ReactionCounts>>;
}

/** Batches at a time, of all parts: what answers callers needs connections as well. */
const batchesAtOnce = 2;

/** Most of a batch's cost is that of its transaction: under steady load fewer and larger ones leave more to who answers. */
const defaultGapMs = 100;

/** Starts to run reactions; one that has never run begins at the first event of the log. */
export function runReactions(options: RunOptions): RunningReactions {
  const { reactions, workShare = workAlone } = options;
  const waker = createWaker(options.eventLog);
  const limit = pLimit(batchesAtOnce);
  const counts = new Map(
    reactions.map(({ name }): [string, ReactionCounts] => [name, { handled: 0, retried: 0, parked: 0 }]),
  );
  const shares = reactions.map((reaction) => {
    const parts = new Map(
      Array.from({ length: partitionCount }, (_, part) => [`${reaction.name}:${String(part)}`, part]),
    );
    const one = { gapMs: defaultGapMs, ...options, waker, limit, counts: counts.get(reaction.name)! };
    return workShare.share([...parts.keys()], (name, lost) =>
      followPart(reaction, parts.get(name)!, one, lost),
    );
  });
  return {
    counts,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(shares.map((share) => share[Symbol.asyncDispose]()));
      await waker[Symbol.asyncDispose]();
    },
  };
}
