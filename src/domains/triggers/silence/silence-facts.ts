// What a decision about a trigger is made of: what the trigger says, and what is known of its customer.
import type { ContactFacts } from "../../contact-policy/contact-facts.js";
import type { ContactAttempt, ProductHolding } from "../../customer/records.js";
import { toOwnRecordId } from "../../customer/own-records.js";
import type { Instant } from "../../../shared/instant.js";
import type { Trigger } from "../trigger.js";
import type { ResponseCurve } from "./response-curve.js";

/** A trigger as far as the decision goes. */
export type Candidate = Pick<
  Trigger,
  "id" | "rule" | "customerId" | "subject" | "raisedAt" | "expiresAt" | "value" | "priority" | "terms"
>;

/** A contact that another system made, or that was recorded with us. */
export type KnownContact = Pick<
  ContactAttempt,
  "recordId" | "campaign" | "offer" | "channel" | "occurredAt" | "result"
>;

/** Web events that say that a product was bought (Segment's e-commerce name and the bank's own). */
export const purchaseNames: readonly string[] = ["Order Completed", "Application Submitted"];

/** What the systems around us know of the customer. */
export interface OutsideFacts {
  /** Of as long as the terms look back. UNKNOWN: they could not be read. */
  readonly contacts: readonly KnownContact[] | "UNKNOWN";
  readonly holdings: readonly (Pick<ProductHolding, "product" | "closedAt"> &
    Partial<Pick<ProductHolding, "openedAt">>)[];
  /** As the web events tell of them. */
  readonly purchases: readonly { readonly product: string; readonly at: Instant }[];
  readonly response: ResponseCurve;
}

/** What is known of the customer; lists in any order. */
export interface SilenceFacts extends OutsideFacts {
  readonly person: Omit<ContactFacts, "contacts">;
  /**
   * Triggers of the customer that are open, or were let through within as long as the terms look back. The candidate may be
   * among them.
   */
  readonly triggers: readonly Trigger[];
}

/** The id of the contact that a trigger led to. */
export function toContactRecordId({ id }: Pick<Trigger, "id">): string {
  return toOwnRecordId(id);
}

/** When a trigger was let through; null for one that is held back, or was to its end. */
export function findPassedTime({ suppressedBy, decidedAt, raisedAt }: Trigger): Instant | null {
  return suppressedBy.length > 0 ? null : (decidedAt ?? raisedAt);
}

/** When a trigger reached its customer, or may at any moment; null when it did not and will not. */
export function findContactTime(trigger: Trigger): Instant | null {
  if (trigger.terms.channel === null) return null;
  const isOpen = trigger.status === "RAISED" || trigger.status === "CLAIMED";
  return trigger.contactedAt ?? (isOpen ? findPassedTime(trigger) : null);
}
