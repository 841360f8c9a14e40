import { timelineKinds, type TouchpointKind } from "../../domains/customer/timeline.js";
import type { Entrance, Person } from "../access/request-access.js";
import { recordTypes, toTouchpointRecord, type TouchpointRecord } from "../node/touchpoint-record.js";
import type { RequestContext } from "../request-context.js";
import type { LiveEvent } from "./live-source.js";

/** The record that an event carries, as an object of the API; null where the kind has none, or may not be shown. */
export function toRecord(
  { access }: RequestContext,
  person: Person,
  { kind, record }: LiveEvent,
  { path }: Entrance,
): TouchpointRecord | null {
  const isTouchpoint = (timelineKinds as readonly string[]).includes(kind);
  if (!isTouchpoint || record === null) return null;
  const touchpoint = kind as TouchpointKind;
  if (!access.mayShow(person, recordTypes[touchpoint], path)) return null;
  return toTouchpointRecord({ kind: touchpoint, record: record as never });
}

/**
 * Admits the person of an event, read in the event's own context. Undefined, with the event left out of the stream, when
 * the customer is gone or when records of `type` may not be shown of them.
 */
export async function admitEvent(
  { loaders, access }: RequestContext,
  { customerId }: LiveEvent,
  entrance: Entrance,
  type?: "ConsentRecord" | "Trigger",
): Promise<Person | undefined> {
  const ref = await loaders.customer(customerId);
  const person = ref && (await access.admit(ref, entrance));
  const isShown = person !== undefined && (type === undefined || access.mayShow(person, type, entrance.path));
  access.isLeftOut = !isShown;
  return isShown ? person : undefined;
}
