// One rule on what happened to one customer, in the order in which it happened: the evaluator of the engine, with time
// passing as its timers make it pass. Pure.
import { compareInstants, type Instant } from "../../../shared/instant.js";
import {
  evaluateEvent,
  evaluateTime,
  findNextDue,
  type Evaluation,
  type EvaluationContext,
  type RuleEvent,
} from "../rules/evaluate.js";
import { toInstantText, toMicros, type Micros } from "../rules/event-time.js";
import type { ConsideredMoment } from "../rules/moment.js";
import type { RuleSet } from "../rules/rule-set.js";
import { createCustomerState } from "../rules/rule-state.js";

/** A moment, and when the engine would have found it. */
export interface FoundMoment {
  readonly moment: ConsideredMoment;
  readonly foundAt: Instant;
}

/** From when to when; the end is not included. */
export interface TimeSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** The customer's events in the order in which they happened; those of one instant as they were told. */
export function orderByTime(events: readonly RuleEvent[]): readonly RuleEvent[] {
  return events.toSorted((left, right) => compareInstants(left.occurredAt, right.occurredAt));
}

/**
 * Finds the moments of a rule in a span of time. What happened before it is remembered and raises nothing, as when a rule
 * is new. Every event counts as told when it happened: how late it came to the log is no matter here.
 */
export function replayEvents(
  rules: RuleSet,
  customerId: string,
  events: readonly RuleEvent[],
  { from, to }: TimeSpan,
): readonly FoundMoment[] {
  const state = createCustomerState();
  const found: FoundMoment[] = [];
  const context: EvaluationContext = { customerId };
  const history: EvaluationContext = { customerId, isHistory: true };
  const keep = ({ moments }: Evaluation, foundAt: Instant): void => {
    for (const moment of moments) found.push({ moment, foundAt });
  };
  const passTime = (until: Micros): void => {
    for (let last = -1, due = findDue(); due !== undefined && due <= until && due > last; due = findDue()) {
      const now = toInstantText(due);
      keep(evaluateTime(state, now, rules, context), now);
      last = due;
    }
  };
  const findDue = (): Micros | undefined => findNextDue(state, rules);

  let isWatching = false;
  const watch = (): void => {
    if (!isWatching) evaluateTime(state, from, rules, history);
    isWatching = true;
  };
  for (const told of events) {
    const { occurredAt } = told;
    if (compareInstants(occurredAt, to) >= 0) break;
    const event: RuleEvent = { ...told, recordedAt: occurredAt };
    if (compareInstants(occurredAt, from) < 0) {
      evaluateEvent(state, event, rules, history);
      continue;
    }
    watch();
    // What is due at this very instant waits for the event, which may speak against it.
    passTime(toMicros(occurredAt) - 1);
    keep(evaluateEvent(state, event, rules, context), occurredAt);
  }
  watch();
  passTime(toMicros(to) - 1);
  return found;
}
