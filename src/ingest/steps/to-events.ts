import { facets, type FacetName } from "../../domains/customer/facets.js";
import type { EventType, NewEvent } from "../../domains/events/event.js";
import { findInstant } from "../../shared/instant.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";
import type { Resolved } from "./resolve-customers.js";
import { drop, ok, type StepResult } from "./step-result.js";

/** What a new record of a facet, and a later state of one, is called in the log. Products change without an event. */
const eventsByFacet: {
  readonly [F in FacetName]?: {
    readonly kind: NewEvent["kind"];
    readonly added?: EventType;
    readonly revised?: EventType;
  };
} = {
  webEvents: { kind: "WEB_EVENT", added: "web-event.recorded" },
  transfers: { kind: "TRANSFER", added: "transfer.booked", revised: "transfer.corrected" },
  consultations: {
    kind: "CONSULTATION",
    added: "consultation.recorded",
    revised: "consultation.changed",
  },
  contacts: { kind: "CONTACT", added: "contact.attempted" },
  profile: { kind: "PROFILE", revised: "profile.changed" },
};

/** The events of a change, one a customer. Their dedup keys are the same whenever the change is read again. */
export function toEvents(change: SourceChange, { customerIds, isShared }: Resolved): StepResult<NewEvent[]> {
  const { facet, record, revision } = change;
  const named = eventsByFacet[facet];
  const type = revision === undefined ? named?.added : named?.revised;
  if (named === undefined || type === undefined) return drop("FACET_WITHOUT_EVENT");
  const occurredAt = revision?.at ?? occurredAtOf(change);
  if (findInstant(occurredAt) === undefined) return drop("INVALID_TIME");
  // A profile is found by an identifier, and is one: neither belongs into a log that is never changed, and what it says
  // is read where it lives.
  const isProfile = facet === "profile";
  const dedupKey = [facet, ...(isProfile ? [] : [record.recordId]), ...(revision ? [revision.version] : [])];
  return ok(
    customerIds.map((customerId) => ({
      type,
      kind: named.kind,
      customerId,
      recordId: isProfile ? null : record.recordId,
      record: isProfile ? { version: revision?.version } : record,
      occurredAt,
      dedupKey: (isShared ? [...dedupKey, customerId] : dedupKey).join(":"),
    })),
  );
}

function occurredAtOf(change: SourceChange): string {
  const occurredAt: (record: never) => string = facets[change.facet].occurredAt;
  return occurredAt(change.record as never);
}
