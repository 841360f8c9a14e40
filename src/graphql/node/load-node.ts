import type { FacetName } from "../../domains/customer/facets.js";
import type { TouchpointKind } from "../../domains/customer/timeline.js";
import { parseNodeId, type NodeType } from "../../shared/ids.js";
import { toAccessEntry, type AccessEntry } from "../audit/access-entry.type.js";
import { toConsentDuty, type ConsentDuty } from "../consent/consent-duty.type.js";
import { toConsentRecord } from "../consent/consent.type.js";
import { toCustomerById, type Customer } from "../customer/customer.type.js";
import type { RequestContext } from "../request-context.js";
import { toRightsRequest, type RightsRequest } from "../rights/rights-request.type.js";
import { toTrigger } from "../triggers/trigger.type.js";
import { toTouchpointRecord, type TouchpointRecord } from "./touchpoint-record.js";

/** Anything that `node(id)` finds. */
export type AnyNode = Customer | ConsentDuty | RightsRequest | TouchpointRecord | AccessEntry;

const facetNodes = {
  WebEvent: { facet: "webEvents", kind: "WEB_EVENT" },
  Transfer: { facet: "transfers", kind: "TRANSFER" },
  Consultation: { facet: "consultations", kind: "CONSULTATION" },
  ContactAttempt: { facet: "contacts", kind: "CONTACT" },
} as const satisfies { readonly [Type in NodeType]?: { facet: FacetName; kind: TouchpointKind } };

/** The object behind a global id; null when there is none; throws INVALID_ARGUMENT naming `argument`. */
export async function loadNode(
  context: RequestContext,
  id: string,
  argument: string,
): Promise<AnyNode | null> {
  const { type, key } = parseNodeId(id, argument);
  switch (type) {
    case "Customer":
      return toCustomerById(context, key);
    case "ConsentRecord": {
      const record = await context.loaders.consentRecord(key);
      return record === undefined ? null : toConsentRecord(record);
    }
    case "AccessEntry": {
      const entry = await context.loaders.accessEntry(key);
      return entry === undefined ? null : toAccessEntry(entry);
    }
    case "ConsentDuty": {
      const duty = await context.loaders.consentDuty(key);
      return duty === undefined ? null : toConsentDuty(duty);
    }
    case "Trigger": {
      const trigger = await context.loaders.trigger(key);
      return trigger === undefined ? null : toTrigger(trigger);
    }
    case "RightsRequest": {
      const request = await context.loaders.rightsRequest(key);
      return request === undefined ? null : toRightsRequest(request, context.clock.now());
    }
    default: {
      const { facet, kind } = facetNodes[type];
      const owned = await context.loaders.record(facet, key);
      return owned === undefined ? null : toTouchpointRecord({ kind, record: owned.record });
    }
  }
}
