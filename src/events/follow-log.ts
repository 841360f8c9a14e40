// Follows the log as far as it is settled, from its end or from a cursor.
import type { OnAppended } from "../domains/events/appended.js";
import type { EventHorizon } from "./event-horizon.js";
import { followEvents, type FollowSettings } from "./follow-events.js";

/** What a follower of the log needs. */
export interface FollowLogSettings extends Pick<FollowSettings, "read" | "logger" | "onEvents" | "after"> {
  readonly horizon: Pick<EventHorizon, "known" | "refresh" | "onRaised">;
  readonly onAppended: OnAppended;
  /** Wait after a read that failed. */
  readonly retryMs: number;
}

/** Follows the log until it is disposed of; disposing waits for the read that is under way. */
export function followLog({ horizon, onAppended, retryMs, ...settings }: FollowLogSettings): AsyncDisposable {
  let lowestAppended: bigint | undefined;
  const ignoreAppended = onAppended(({ first }) => {
    if (lowestAppended === undefined || first < lowestAppended) lowestAppended = first;
  });
  const following = followEvents({
    ...settings,
    // The end of the log, but before whatever was appended here while the question was under way.
    findStart: async () => {
      const latest = await horizon.refresh();
      ignoreAppended();
      return lowestAppended !== undefined && lowestAppended <= latest ? lowestAppended - 1n : latest;
    },
    read: async (cursor, limit) => (horizon.known <= cursor ? [] : settings.read(cursor, limit)),
    onWake: (listener) => horizon.onRaised(() => listener()),
    toPatienceMs: (isFailing) => (isFailing ? retryMs : undefined),
  });
  return {
    [Symbol.asyncDispose]: async () => {
      ignoreAppended();
      await following[Symbol.asyncDispose]();
    },
  };
}
