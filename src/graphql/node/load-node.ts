import type { FacetName } from "../../domains/customer/facets.js";
import type { TouchpointKind } from "../../domains/customer/timeline.js";
import { parseNodeId, type NodeType } from "../../shared/ids.js";
import { toAccessEntry, type AccessEntry } from "../audit/access-entry.type.js";
import { toConsentDuty, type ConsentDuty } from "../consent/consent-duty.type.js";
import { toConsentRecord } from "../consent/consent.type.js";
import { toCustomer, type Customer } from "../customer/customer.type.js";
import type { Admission, Entrance } from "../access/request-access.js";
import type { RequestContext } from "../request-context.js";
import { toRightsRequest, type RightsRequest } from "../rights/rights-request.type.js";
import { toTriggerRule, type TriggerRule } from "../triggers/trigger-rule.type.js";
import { toTrigger } from "../triggers/trigger.type.js";
import { recordTypes, toTouchpointRecord, type TouchpointRecord } from "./touchpoint-record.js";

/** Anything that `node(id)` finds. */
export type AnyNode = Customer | ConsentDuty | RightsRequest | TouchpointRecord | AccessEntry | TriggerRule;

const facetNodes = {
  WebEvent: { facet: "webEvents", kind: "WEB_EVENT" },
  Transfer: { facet: "transfers", kind: "TRANSFER" },
  Consultation: { facet: "consultations", kind: "CONSULTATION" },
  ContactAttempt: { facet: "contacts", kind: "CONTACT" },
} as const satisfies { readonly [Type in NodeType]?: { facet: FacetName; kind: TouchpointKind } };

/** A record, and the inner id of the customer to whom it belongs; null when that was erased. */
interface OwnedNode {
  readonly customerId: string | null;
  readonly node: Exclude<AnyNode, Customer>;
}

/** Outlive their person or are of none: what somebody asked by right, who looked, and rules. */
const lasting: ReadonlySet<NodeType> = new Set<NodeType>(["RightsRequest", "AccessEntry", "TriggerRule"]);

/**
 * The object behind a global id, its person admitted at the entrance; null when there is none, or when it may not be shown.
 * Throws INVALID_ARGUMENT naming `argument`.
 */
export async function loadNode(
  context: RequestContext,
  id: string,
  argument: string,
  entrance: Entrance,
  place: Pick<Admission, "index"> = {},
): Promise<AnyNode | null> {
  const { loaders, access } = context;
  const { type, key } = parseNodeId(id, argument);
  if (type === "Customer") {
    const ref = await loaders.customer(key);
    if (ref === undefined) return null;
    await access.admit(ref, entrance, { ...place, type });
    return toCustomer(ref);
  }
  const owned = await findRecord(context, type, key);
  if (owned === undefined) return null;
  const owner = owned.customerId === null ? undefined : await loaders.customer(owned.customerId);
  // What a source still has of a person who was erased is nobody's to see.
  if (owner === undefined) return lasting.has(type) ? owned.node : null;
  return (await access.admitOwner(owner, entrance, { ...place, type })) ? owned.node : null;
}

/** A touchpoint's record by its global id, for a place that is about its person already; undefined when there is none. */
export async function findTouchpointRecord(
  context: RequestContext,
  id: string,
  argument: string,
): Promise<TouchpointRecord | undefined> {
  const { type, key } = parseNodeId(id, argument);
  const node = type === "Customer" ? undefined : (await findRecord(context, type, key))?.node;
  return node !== undefined && isTouchpointRecord(node) ? node : undefined;
}

function isTouchpointRecord(node: AnyNode): node is TouchpointRecord {
  return (Object.values(recordTypes) as readonly string[]).includes(node.__typename);
}

async function findRecord(
  { loaders, clock, useCases }: RequestContext,
  type: Exclude<NodeType, "Customer">,
  key: string,
): Promise<OwnedNode | undefined> {
  switch (type) {
    case "ConsentRecord": {
      const record = await loaders.consentRecord(key);
      return record && { customerId: record.customerId, node: toConsentRecord(record) };
    }
    case "AccessEntry": {
      const entry = await loaders.accessEntry(key);
      return entry && { customerId: entry.customerId, node: toAccessEntry(entry) };
    }
    case "ConsentDuty": {
      const duty = await loaders.consentDuty(key);
      return duty && { customerId: duty.customerId, node: toConsentDuty(duty) };
    }
    case "Trigger": {
      const trigger = await loaders.trigger(key);
      return trigger && { customerId: trigger.customerId, node: toTrigger(trigger) };
    }
    case "TriggerRule": {
      const rule = await useCases.findTriggerRule(key);
      return rule && { customerId: null, node: toTriggerRule(rule) };
    }
    case "RightsRequest": {
      const request = await loaders.rightsRequest(key);
      return request && { customerId: request.customerId, node: toRightsRequest(request, clock.now()) };
    }
    default: {
      const { facet, kind } = facetNodes[type];
      const owned = await loaders.record(facet, key);
      return (
        owned && { customerId: owned.customerId, node: toTouchpointRecord({ kind, record: owned.record }) }
      );
    }
  }
}
