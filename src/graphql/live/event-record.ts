import { timelineKinds, type TouchpointKind } from "../../domains/customer/timeline.js";
import { GatewayError } from "../../shared/errors.js";
import { toCustomerById, type Customer } from "../customer/customer.type.js";
import { toTouchpointRecord, type TouchpointRecord } from "../node/touchpoint-record.js";
import type { RequestContext } from "../request-context.js";
import type { LiveEvent } from "./streams.js";

/** The record that an event carries, as an object of the API; null where the kind has none. */
export function toRecord({ kind, record }: LiveEvent): TouchpointRecord | null {
  const isTouchpoint = (timelineKinds as readonly string[]).includes(kind);
  if (!isTouchpoint || record === null) return null;
  return toTouchpointRecord({ kind: kind as TouchpointKind, record: record as never });
}

/** The customer of an event, read in the event's own context. */
export async function getCustomer(context: RequestContext, customerId: string): Promise<Customer> {
  const customer = await toCustomerById(context, customerId);
  if (customer === null)
    throw new GatewayError("INTERNAL", "The customer of this event is not known any more.");
  return customer;
}
