// What working a trigger leaves in the contact history: one contact of the customer, which counts for caps and fatigue.
import type { Instant } from "../../shared/instant.js";
import { ContactResult, type ContactAttempt } from "../customer/records.js";
import type { NewEvent } from "../events/event.js";
import { attemptsMs } from "./silence/look-back.js";
import { toContactRecordId } from "./silence/silence-facts.js";
import type { Trigger } from "./trigger.js";

/** Under which name the contacts that triggers led to stand among those of other systems. */
const origin = "triggers";

/** How a contact ended: as an outcome says that names a result ("accepted", "no answer"); else the customer was reached. */
export function toContactResult(outcome: string): ContactResult {
  const name = outcome
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, "_");
  return Object.values(ContactResult).find((result) => result === name) ?? "DELIVERED";
}

/**
 * The event of the contact that a trigger led to; undefined when it contacts nobody. `others` are the customer's triggers: the
 * attempt is numbered within its rule, of those that lie no further back than attempts count.
 */
export function toContactEvent(
  trigger: Trigger,
  others: readonly Trigger[],
  result: ContactResult,
  at: Instant,
): NewEvent | undefined {
  const { id, customerId, rule, terms } = trigger;
  if (terms.channel === null) return undefined;
  const since = Date.parse(at) - attemptsMs;
  const earlier = others.filter(
    (other) =>
      other.id !== id &&
      other.rule === rule &&
      other.contactedAt !== null &&
      Date.parse(other.contactedAt) > since,
  );
  const recordId = toContactRecordId(trigger);
  const record: ContactAttempt = {
    recordId,
    campaign: rule,
    offer: terms.product,
    channel: terms.channel,
    attempt: earlier.length + 1,
    result,
    occurredAt: at,
  };
  const type = "contact.attempted";
  return { type, kind: "CONTACT", customerId, recordId, record, occurredAt: at, dedupKey: recordId, origin };
}
