// What a person's no does to the triggers that wait: in the transaction that records it, they are held back for good.
import type { Instant } from "../../shared/instant.js";
import { listFindings, listLimits } from "../contact-policy/contact-reasons.js";
import type { NewEvent } from "../events/event.js";
import type { Transaction } from "../unit-of-work.js";
import { suppress } from "./consider-triggers.js";
import { readPerson } from "./silence/read-person.js";
import type { SilenceFacts } from "./silence/silence-facts.js";
import type { Trigger } from "./trigger.js";

/**
 * Suppresses the triggers of a customer that wait, raised or held, and that something now speaks against which does not pass
 * by itself: consent, objection, restriction, channel or topic. To be called when that was written. Answers the events, which
 * the caller appends last of all (see `EventWriter`). What somebody works on already is theirs to end.
 */
export async function cancelForbidden(
  transaction: Transaction,
  customerId: string,
  now: Instant,
): Promise<readonly NewEvent[]> {
  const open = (await transaction.triggers.lockOfCustomer(customerId, now)).filter(
    ({ status, contactedAt }) => (status === "RAISED" || status === "HELD") && contactedAt === null,
  );
  if (open.length === 0) return [];
  const purposes = open.map(({ terms }) => terms.purpose);
  const person = await readPerson(transaction, customerId, purposes);
  const events: NewEvent[] = [];
  for (const { id } of open) {
    // Claimed in between, it is no concern of ours any more; the lock on its row tells.
    const trigger = await transaction.triggers.lock(id);
    if (trigger?.status !== "RAISED" && trigger?.status !== "HELD") continue;
    const reasons = listStanding(trigger, person, new Date(now));
    if (reasons.length > 0) events.push(await suppress(transaction, trigger, reasons, now));
  }
  return events;
}

/** Has whoever was told of a trigger of somebody who is about to be erased told that it is over; the erasure itself ends it. */
export async function withdrawTriggers(
  { triggers, webhooks }: Pick<Transaction, "triggers" | "webhooks">,
  customerId: string,
  now: Instant,
): Promise<void> {
  for (const trigger of await triggers.lockOfCustomer(customerId, now)) {
    if (trigger.closedAt === null) await webhooks.add(trigger, "suppressed", now);
  }
}

/** What speaks against a trigger and does not pass by itself; contacts and hours are judged when it is to go. */
function listStanding(
  { terms }: Trigger,
  person: SilenceFacts["person"],
  at: Date,
): readonly Trigger["suppressedBy"][number][] {
  const { purpose, channel, topic } = terms;
  const findings =
    channel === null
      ? listLimits(person, purpose, at)
      : listFindings({ ...person, contacts: [] }, { purpose, channel, topic, at });
  return findings.filter(({ until }) => until === null).map(({ reason }) => reason);
}
