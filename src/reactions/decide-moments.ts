// Decides on moments that the rules found: whether each becomes a trigger that is raised, held or suppressed. Apart from the
// finding, because other systems are asked here and may be slow or down, and the rules must not wait for them. A moment stays
// in the queue until the transaction that decided on it; so it is decided on once, whoever dies in between.
import type { AttendingParts } from "../domains/triggers/attend-trigger.js";
import { considerTriggers } from "../domains/triggers/consider-triggers.js";
import { decideWanted, type CustomerFacts } from "../domains/triggers/rules/customer-facts.js";
import { toRaisedTrigger, type RuleVersion } from "../domains/triggers/rules/moment.js";
import { parseRule } from "../domains/triggers/rules/parse-rule.js";
import type { MomentQueue, WaitingMoment } from "../domains/triggers/rules/rule-state-store.js";
import type { TriggerRuleStore } from "../domains/triggers/rules/stored-rule.js";
import { toTextStyle } from "../domains/triggers/rules/template-style.js";
import type { Trigger } from "../domains/triggers/trigger.js";
import type { Logger } from "../observability/logger.js";
import { timerPause, type Pause } from "../shared/backoff.js";
import { shiftInstant, toInstant } from "../shared/instant.js";

/** What deciding works with. */
export interface MomentParts extends AttendingParts {
  readonly queue: MomentQueue;
  readonly triggerRules: Pick<TriggerRuleStore, "findVersion">;
  /** What is known of a customer now; a system that is down makes it unknown, and what depends on that waits. */
  readonly loadFacts: (customerId: string) => Promise<CustomerFacts>;
  readonly logger: Pick<Logger, "warn">;
  /** Between two looks at an empty queue, unless somebody says that moments were found. */
  readonly intervalMs?: number;
  readonly pause?: Pause;
}

/** Deciding under way. */
export interface DecidingMoments extends AsyncDisposable {
  /** Says that moments were found, so that nobody waits for them to be looked for. */
  wake(): void;
}

const customersAtOnce = 20;
const lentMs = 60_000;
const againMs = 10_000;

/** Starts to decide; disposing waits for what is under way. */
export function decideMoments(parts: MomentParts): DecidingMoments {
  const { logger, intervalMs = 1_000, pause = timerPause } = parts;
  const stop = new AbortController();
  let waking = new AbortController();
  let isFailing = false;
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // Before the look, so that what is found meanwhile is not slept through.
      waking = new AbortController();
      let decided = 0;
      try {
        decided = await decideWaiting(parts);
        isFailing = false;
      } catch (error) {
        if (!isFailing) logger.warn({ err: error }, "Moments cannot be decided on; trying again.");
        isFailing = true;
      }
      if (decided === 0) await pause(intervalMs, AbortSignal.any([stop.signal, waking.signal]));
    }
  };
  const running = run();
  return {
    wake: () => waking.abort(),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}

/** Decides on what waits, a few customers at once; answers how many moments that were. */
export async function decideWaiting(parts: MomentParts): Promise<number> {
  const { queue, clock, logger } = parts;
  const now = toInstant(clock.now());
  const moments = await queue.take(now, shiftInstant(now, lentMs), customersAtOnce);
  const byCustomer = Map.groupBy(moments, ({ customerId }) => customerId);
  await Promise.all(
    [...byCustomer].map(async ([customerId, theirs]) => {
      try {
        await decide(parts, customerId, theirs);
      } catch (error) {
        logger.warn({ err: error, moments: theirs.length }, "Moments of a customer wait for another try.");
        const at = shiftInstant(toInstant(clock.now()), againMs);
        await queue.putBack(
          theirs.map(({ id }) => id),
          at,
        );
      }
    }),
  );
  return moments.length;
}

async function decide(
  parts: MomentParts,
  customerId: string,
  moments: readonly WaitingMoment[],
): Promise<void> {
  const { unitOfWork, clock, loadFacts, loadOutside } = parts;
  const facts = await loadFacts(customerId);
  const style = toTextStyle(facts);
  const triggers: Trigger[] = [];
  const undecided = new Set<string>();
  for (const moment of moments) {
    const rule = await findRule(parts, moment);
    if (rule === undefined) continue;
    const wanted = decideWanted(rule.definition, facts);
    // Asked again when the profile can be read; what is too late by then is kept with that as its reason.
    if (wanted === "UNKNOWN" && Date.parse(moment.expiresAt) > clock.now().getTime())
      undecided.add(moment.id);
    else if (wanted !== false) triggers.push(toRaisedTrigger({ ...moment, rule }, style));
  }
  if (undecided.size > 0)
    await parts.queue.putBack([...undecided], shiftInstant(toInstant(clock.now()), againMs));
  const settled = moments.map(({ id }) => id).filter((id) => !undecided.has(id));
  if (settled.length === 0) return;
  const outside = await loadOutside(customerId, triggers);
  await unitOfWork.run(async (transaction) => {
    // First the customer, as an erasure does: both would wait for each other otherwise.
    const holder = await transaction.identities.lockCustomer(customerId);
    const mine = await transaction.moments.remove(settled);
    if (holder === undefined) return;
    const candidates = triggers.filter(({ id }) => mine.has(id));
    const events = await considerTriggers({ transaction, clock, outside }, holder, candidates);
    await transaction.events.append(events);
  });
}

/** The version that found the moment, also when there is a newer one. */
async function findRule(
  { triggerRules }: MomentParts,
  { rule: name, ruleVersion: version }: WaitingMoment,
): Promise<RuleVersion | undefined> {
  const stored = await triggerRules.findVersion(name, version);
  const parsed = stored && parseRule(stored.definition);
  return parsed?.isValid === true ? { name, version, definition: parsed.definition } : undefined;
}
