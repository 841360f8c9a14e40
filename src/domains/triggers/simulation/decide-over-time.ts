// What would have become of the moments of one customer: each is decided on when it would have been, and what was held back
// is judged again when its time came. The decision is the engine's own (decide-silence.ts); nobody works what is raised.
import { compareInstants, toInstant, toShortInstant, type Instant } from "../../../shared/instant.js";
import { toMicros } from "../rules/event-time.js";
import { decideAll } from "../silence/decide-silence.js";
import type { SilenceFacts } from "../silence/silence-facts.js";
import type { Trigger } from "../trigger.js";
import { isOver } from "../trigger-steps.js";

/** A trigger to be decided on, and when. */
export interface TimedCandidate {
  readonly trigger: Trigger;
  readonly at: Instant;
}

/** What was known of the customer at a time; its triggers are those of other rules. */
export type FactsAt = (at: Date) => SilenceFacts;

/** Decides on candidates in the order of their times; answers each trigger as it stands at `until`. */
export function decideOverTime(
  candidates: readonly TimedCandidate[],
  factsAt: FactsAt,
  until: Instant,
): readonly Trigger[] {
  const waiting = candidates.toSorted((left, right) => compareInstants(left.at, right.at));
  const decided = new Map<string, Trigger>();
  /** Triggers of other rules that lost their place to one of these. */
  const outbid = new Set<string>();
  const end = toMilliseconds(until);
  for (;;) {
    const next = findNext(waiting[0], decided.values());
    if (next === undefined || next >= end) break;
    const at = new Date(next);
    const group: Trigger[] = [...decided.values()].filter((trigger) => isDue(trigger, at));
    while (waiting[0] !== undefined && toMilliseconds(waiting[0].at) <= next) {
      const { trigger } = waiting.shift()!;
      // The same moment again does nothing.
      if (!decided.has(trigger.id)) group.push(trigger);
    }
    decide(group, at);
  }
  return [...decided.values()];

  function decide(group: readonly Trigger[], at: Date): void {
    const facts = factsAt(at);
    const now = toShortInstant(toInstant(at));
    const others = facts.triggers.filter(({ id }) => !outbid.has(id));
    const own = [...decided.values()].map((trigger) => toPresent(trigger, now));
    const decisions = decideAll(group, { ...facts, triggers: [...others, ...own] }, at);
    for (const trigger of group) {
      const decision = decisions.get(trigger.id);
      if (decision === undefined) continue;
      const { status, reasons: suppressedBy, heldUntil } = decision;
      decided.set(trigger.id, { ...trigger, status, suppressedBy, heldUntil, decidedAt: now });
    }
    // After all were written: a better one of the same instant may take the place of one that was just raised.
    for (const { outbids } of decisions.values()) for (const id of outbids) lose(id);
  }

  function lose(id: string): void {
    const rival = decided.get(id);
    if (rival === undefined) outbid.add(id);
    else decided.set(id, { ...rival, status: "SUPPRESSED", suppressedBy: ["LOST_ARBITRATION"] });
  }
}

function findNext(waiting: TimedCandidate | undefined, decided: Iterable<Trigger>): number | undefined {
  const times = waiting === undefined ? [] : [toMilliseconds(waiting.at)];
  for (const { status, heldUntil } of decided) {
    if (status === "HELD" && heldUntil !== null) times.push(toMilliseconds(heldUntil));
  }
  return times.length === 0 ? undefined : Math.min(...times);
}

function isDue({ status, heldUntil }: Trigger, at: Date): boolean {
  return status === "HELD" && heldUntil !== null && toMilliseconds(heldUntil) <= at.getTime();
}

/** Up to the next whole one, which is how finely decisions know the time: never before the moment itself. */
function toMilliseconds(instant: Instant): number {
  return Math.ceil(toMicros(instant) / 1_000);
}

function toPresent(trigger: Trigger, now: Instant): Trigger {
  return isOver(trigger, now) ? { ...trigger, status: "EXPIRED" } : trigger;
}
