import { facets, type FacetName } from "../../domains/customer/facets.js";
import type { EventType, NewEvent } from "../../domains/events/event.js";
import { findInstant } from "../../shared/instant.js";
import type { FollowedChange } from "../followed-source.js";
import type { Resolved } from "./resolve-customers.js";
import { drop, ok, type StepResult } from "./step-result.js";

/** What a new record of a facet is called in the log. Profile and products change without a record of what happened. */
const eventsByFacet: {
  readonly [F in FacetName]?: { readonly type: EventType; readonly kind: NewEvent["kind"] };
} = {
  webEvents: { type: "web-event.recorded", kind: "WEB_EVENT" },
  transfers: { type: "transfer.booked", kind: "TRANSFER" },
  consultations: { type: "consultation.recorded", kind: "CONSULTATION" },
  contacts: { type: "contact.attempted", kind: "CONTACT" },
};

/** The events of a change, one a customer. Their dedup keys are the same whenever the change is read again. */
export function toEvents(
  change: FollowedChange,
  { customerIds, isShared }: Resolved,
): StepResult<NewEvent[]> {
  const named = eventsByFacet[change.facet];
  if (named === undefined) return drop("FACET_WITHOUT_EVENT");
  const occurredAt = occurredAtOf(change);
  if (findInstant(occurredAt) === undefined) return drop("INVALID_TIME");
  const dedupKey = `${change.facet}:${change.record.recordId}`;
  return ok(
    customerIds.map((customerId) => ({
      ...named,
      customerId,
      recordId: change.record.recordId,
      record: change.record,
      occurredAt,
      dedupKey: isShared ? `${dedupKey}:${customerId}` : dedupKey,
    })),
  );
}

function occurredAtOf(change: FollowedChange): string {
  const occurredAt: (record: never) => string = facets[change.facet].occurredAt;
  return occurredAt(change.record as never);
}
