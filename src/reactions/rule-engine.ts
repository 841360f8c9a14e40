// The rules on the event log. In: events of one part of the log, in order. Out, in one transaction: what is remembered of each
// customer, and the moments at which a rule's pattern was complete. An event that comes again changes nothing.
import type { LoggedEvent } from "../domains/events/event.js";
import type { Timer } from "../domains/schedule/schedule.js";
import {
  evaluateBatch,
  type BatchResult,
  type Histories,
  type PlacedEvent,
} from "../domains/triggers/rules/evaluate-batch.js";
import type { ConsideredMoment } from "../domains/triggers/rules/moment.js";
import { toRuleEvent } from "../domains/triggers/rules/rule-event.js";
import type { RuleStateStore, WaitingMoment } from "../domains/triggers/rules/rule-state-store.js";
import { createRuleTimeline, type RuleTimeline } from "../domains/triggers/rules/rule-timeline.js";
import type { TriggerRuleStore } from "../domains/triggers/rules/stored-rule.js";
import type { Transaction } from "../domains/unit-of-work.js";
import type { Logger } from "../observability/logger.js";
import type { Instant } from "../shared/instant.js";

/** What the engine works with. */
export interface RuleEngineParts {
  readonly triggerRules: Pick<TriggerRuleStore, "listVersions">;
  readonly ruleStates: RuleStateStore;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** What happened to customers before anybody watched; without it the rules begin with the log. */
  readonly loadHistories?: LoadHistories;
}

/**
 * Loads what the sources have of customers from before `until`, oldest first. A customer is left out while a source does not
 * answer: then they are asked for again with the next event.
 */
export type LoadHistories = (customerIds: readonly string[], until: Instant) => Promise<Histories>;

/** What is done in a transaction; answers how many moments were found. */
export type Evaluate = (transaction: EngineTransaction) => Promise<number>;

/** The engine. */
export interface RuleEngine {
  /** The rules as this process knows them. */
  readonly timeline: RuleTimeline;
  /** Learns of rules that were saved since. To be asked after the events were read that they are to be evaluated for. */
  refresh(): Promise<void>;
  /**
   * Reads what events need, while no transaction is open; answers undefined when no rule wants any of them. With `isReplay`
   * they are events that were passed, and are evaluated behind those that came after them.
   */
  prepare(events: readonly LoggedEvent[], isReplay?: boolean): Promise<Evaluate | undefined>;
  /** Keeps what an evaluation led to. */
  keep(result: BatchResult, transaction: EngineTransaction): Promise<void>;
}

type EngineTransaction = Pick<Transaction, "ruleStates" | "moments" | "schedule">;

/** Makes an engine. */
export function createRuleEngine(parts: RuleEngineParts): RuleEngine {
  const { triggerRules, ruleStates, logger, loadHistories } = parts;
  const timeline = createRuleTimeline(({ name, version }) =>
    logger.warn({ rule: name, version }, "A rule cannot be read any more and is passed over; save it anew."),
  );
  let learnedUpTo = 0n;
  let watchedSince: Instant | undefined;

  async function refresh(): Promise<void> {
    const versions = await triggerRules.listVersions(learnedUpTo);
    timeline.learn(versions);
    for (const { effectiveAfter, savedAt } of versions) {
      if (effectiveAfter > learnedUpTo) learnedUpTo = effectiveAfter;
      if (watchedSince === undefined || savedAt < watchedSince) watchedSince = savedAt;
    }
  }

  async function prepare(events: readonly LoggedEvent[], isReplay = false): Promise<Evaluate | undefined> {
    await refresh();
    const placed = events.flatMap((event) => place(event, timeline));
    if (placed.length === 0) return undefined;
    const past = await loadPast(placed);
    return async (transaction) => {
      const opened = await transaction.ruleStates.open(placed.map(({ customerId }) => customerId));
      const result = evaluateBatch(placed, opened, timeline.newest(), past, { isReplay });
      await keep(result, transaction);
      if (result.late > 0)
        logger.info({ events: result.late }, "Events came too late for a rule to count them.");
      return result.moments.length;
    };
  }

  async function loadPast(placed: readonly PlacedEvent[]) {
    if (loadHistories === undefined || watchedSince === undefined) return undefined;
    const ids = [...new Set(placed.map(({ customerId }) => customerId))];
    const strangers = await ruleStates.listStrangers(ids);
    if (strangers.length === 0) return undefined;
    return { histories: await loadHistories(strangers, watchedSince), watchedSince };
  }

  async function keep(result: BatchResult, transaction: EngineTransaction): Promise<void> {
    await transaction.ruleStates.save(result.states);
    await transaction.ruleStates.remove(result.absorbed);
    await transaction.moments.add(result.moments.map(toWaiting));
    await transaction.schedule.at(toTimers(result));
  }

  return { timeline, refresh, prepare, keep };
}

/** The event with its rules; nothing for one that no rule wants. */
function place(event: LoggedEvent, timeline: RuleTimeline): readonly PlacedEvent[] {
  const ruleEvent = toRuleEvent(event);
  if (ruleEvent === undefined) return [];
  const { cursor, customerId } = event;
  const rules = timeline.at(cursor);
  const isWanted =
    rules.observedTypes.has(ruleEvent.type) ||
    rules.listCandidates(ruleEvent.type, ruleEvent.record).length > 0;
  return isWanted ? [{ cursor, customerId, event: ruleEvent, rules }] : [];
}

function toWaiting({ rule, ...moment }: ConsideredMoment): WaitingMoment {
  return { ...moment, rule: rule.name, ruleVersion: rule.version };
}

/** Name of the task that looks at what is due. */
export const dueRulesTask = "attend-due-rules";

const bucketMs = 5_000;

/**
 * Timers for what the states wait for: one for each five seconds in which something is due, whoever's it is. A timer a
 * customer and rule would be a job for every product that is put into a cart.
 */
function toTimers({ states }: BatchResult): readonly Timer[] {
  const buckets = new Set<number>();
  for (const { dueAt } of states) {
    if (dueAt !== null) buckets.add(Math.ceil(Date.parse(dueAt) / bucketMs) * bucketMs);
  }
  // In one order, so that of two transactions with the same timers one waits and not both.
  const sorted = [...buckets].sort((left, right) => left - right);
  return sorted.map((bucket) => {
    const at = new Date(bucket).toISOString();
    return { key: `${dueRulesTask}:${at}`, at, task: dueRulesTask, payload: {} };
  });
}
