// What is due because nothing happened. A timer says that there may be something; the states say what. A customer of whom the
// log still has events that were not evaluated is left to them: they are proof of the time, or against it.
import type { EventLog } from "../domains/events/event.js";
import { partitionCount } from "../domains/events/partitions.js";
import { evaluateDue } from "../domains/triggers/rules/evaluate-batch.js";
import { ruleEventTypes } from "../domains/triggers/rules/event-fields.js";
import type { Transaction, UnitOfWork } from "../domains/unit-of-work.js";
import type { Clock } from "../shared/clock.js";
import { shiftInstant, toInstant, type Instant } from "../shared/instant.js";
import { evaluateRulesReaction } from "./evaluate-rules.reaction.js";
import { dueRulesTask, type RuleEngine } from "./rule-engine.js";

/** What attending works with. */
export interface DueRulesParts {
  readonly engine: RuleEngine;
  readonly eventLog: Pick<EventLog, "read" | "oldestCursor">;
  /** Resolves when everything that was being appended when it was called can be read, or will never be. */
  readonly untilSettled: () => Promise<void>;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  /** Called when moments were found. */
  readonly onMoments: () => void;
}

const batchSize = 200;
/** When those are looked at again whose events were not evaluated yet. */
const againMs = 5_000;

/** Completes what is due; answers how many moments were found. */
export async function attendDueRules(parts: DueRulesParts, signal: AbortSignal): Promise<number> {
  const { engine, unitOfWork, clock, onMoments, untilSettled } = parts;
  const now = toInstant(clock.now());
  // Whatever was recorded by now is in the log before anybody says that it did not happen.
  await untilSettled();
  await engine.refresh();
  let found = 0;
  for (let partition = 0; partition < partitionCount; partition += 1) {
    for (let isDone = false; !isDone && !signal.aborted;) {
      const batch = await unitOfWork.run((transaction) => attend(parts, partition, now, transaction));
      found += batch.found;
      if (batch.found > 0) onMoments();
      isDone = batch.isDone;
    }
  }
  return found;
}

async function attend(
  { engine, eventLog }: DueRulesParts,
  partition: number,
  now: Instant,
  transaction: Transaction,
): Promise<{ readonly found: number; readonly isDone: boolean }> {
  const due = await transaction.ruleStates.listDue(partition, now, batchSize);
  if (due.length === 0) return { found: 0, isDone: true };
  const opened = await transaction.ruleStates.open(due);
  // Behind the locks of the states: what is evaluated by then has moved the place with it.
  const saved = await transaction.reactionPositions.find(evaluateRulesReaction, partition);
  const position = saved ?? (await eventLog.oldestCursor());
  const unread = await eventLog.read(position, batchSize, { customerIds: due, types: ruleEventTypes });
  const busy = new Set(unread.map(({ customerId }) => customerId));
  const settled = due.filter((id) => !busy.has(id));
  const result = evaluateDue(settled, now, opened, engine.timeline.newest());
  await engine.keep(result, transaction);
  if (busy.size > 0) {
    const at = shiftInstant(now, againMs);
    await transaction.schedule.at([{ key: `${dueRulesTask}:again`, at, task: dueRulesTask, payload: {} }]);
  }
  return { found: result.moments.length, isDone: busy.size > 0 || due.length < batchSize };
}
