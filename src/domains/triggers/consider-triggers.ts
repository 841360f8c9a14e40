// Writes what was decided about triggers of one customer that came up at the same time: raised, held or suppressed, but never
// vanished. The lock of the customer's triggers makes those who decide about the same person wait for one another.
import type { Clock } from "../../shared/clock.js";
import { shiftInstant, toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { NewEvent } from "../events/event.js";
import type { Transaction } from "../unit-of-work.js";
import { toNote } from "../use-case.js";
import { decideAll, type SilenceDecision } from "./silence/decide-silence.js";
import { findLookBackMs } from "./silence/look-back.js";
import { readPerson } from "./silence/read-person.js";
import type { OutsideFacts } from "./silence/silence-facts.js";
import { toSystemActor, toTriggerEvent, toTriggerTimerKey, toTriggerTimers } from "./trigger-steps.js";
import type { Trigger } from "./trigger.js";

/** What considering works with. */
export interface Considering {
  readonly transaction: Transaction;
  readonly clock: Clock;
  /** Read before the transaction: other systems are not to be waited for in one. */
  readonly outside: OutsideFacts;
}

/**
 * Decides about triggers that were not known before, of a customer whom the caller has locked. Answers the events, which the
 * caller appends last of all (see `EventWriter`). What is known already stays as it is: the same moment again does nothing.
 */
export async function considerTriggers(
  considering: Considering,
  customerId: string,
  candidates: readonly Trigger[],
): Promise<readonly NewEvent[]> {
  const { transaction } = considering;
  const known = await transaction.triggers.findKnown(candidates.map(({ id }) => id));
  const fresh = candidates.filter(({ id }) => !known.has(id)).map((one) => ({ ...one, customerId }));
  return decideAndWrite(considering, customerId, fresh, (trigger) => transaction.triggers.add(trigger));
}

/** Decides again about triggers that were held back. Answers the events, as `considerTriggers` does. */
export function reconsiderTriggers(
  considering: Considering,
  customerId: string,
  held: readonly Trigger[],
): Promise<readonly NewEvent[]> {
  return decideAndWrite(considering, customerId, held, (trigger) =>
    considering.transaction.triggers.save(trigger),
  );
}

async function decideAndWrite(
  { transaction, clock, outside }: Considering,
  customerId: string,
  candidates: readonly Trigger[],
  write: (trigger: Trigger) => Promise<void>,
): Promise<readonly NewEvent[]> {
  if (candidates.length === 0) return [];
  const at = clock.now();
  const now = toShortInstant(toInstant(at));
  const terms = candidates.map((candidate) => candidate.terms);
  const since = shiftInstant(now, -findLookBackMs(terms));
  const triggers = await transaction.triggers.lockOfCustomer(customerId, since);
  const person = await readPerson(
    transaction,
    customerId,
    terms.map(({ purpose }) => purpose),
  );
  const decisions = decideAll(candidates, { ...outside, person, triggers }, at);
  const events: NewEvent[] = [];
  for (const candidate of candidates) {
    const decision = decisions.get(candidate.id);
    if (decision === undefined) continue;
    const decided = toDecided(candidate, decision, now);
    // A wait that goes on is no news.
    const isNews = candidate.status !== decided.status || candidate.decidedAt === null;
    // What goes on being raised went when it was raised first.
    if (isNews || decided.status !== "RAISED") {
      await write(decided);
      await transaction.schedule.at(toTriggerTimers(decided));
      await transaction.accessLog.append(customerId, toNote(clock, toSystemActor(decided), "CHANGE"));
    }
    if (isNews && decided.status !== "HELD")
      await transaction.webhooks.add(decided, steps[decided.status], now);
    if (isNews) events.push(toTriggerEvent(decided, steps[decided.status], now));
    for (const id of decision.outbids) events.push(...(await suppressOutbid(transaction, id, now)));
  }
  return events;
}

const steps = { RAISED: "raised", HELD: "held", SUPPRESSED: "suppressed" } as const;

function toDecided(
  candidate: Trigger,
  { status, reasons, heldUntil }: SilenceDecision,
  now: Instant,
): Trigger & { readonly status: SilenceDecision["status"] } {
  return { ...candidate, status, suppressedBy: reasons, heldUntil, decidedAt: now };
}

/** Somebody may have claimed it in between: then it is theirs. */
async function suppressOutbid(
  transaction: Transaction,
  id: string,
  now: Instant,
): Promise<readonly NewEvent[]> {
  const rival = await transaction.triggers.lock(id);
  if (rival?.status !== "RAISED") return [];
  return [await suppress(transaction, rival, ["LOST_ARBITRATION"], now)];
}

/** Holds back for good what waits; answers the event. */
export async function suppress(
  { triggers, schedule, webhooks }: Pick<Transaction, "triggers" | "schedule" | "webhooks">,
  trigger: Trigger,
  suppressedBy: Trigger["suppressedBy"],
  now: Instant,
): Promise<NewEvent> {
  const suppressed: Trigger = { ...trigger, status: "SUPPRESSED", suppressedBy, heldUntil: null };
  await triggers.save(suppressed);
  await schedule.cancel([toTriggerTimerKey(suppressed)]);
  await webhooks.add(suppressed, "suppressed", now);
  return toTriggerEvent(suppressed, "suppressed", now);
}
