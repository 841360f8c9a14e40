import { randomUUID } from "node:crypto";
import type { NewEvent } from "../../src/domains/events/event.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import { toNodeId } from "../../src/shared/ids.js";
import { makeTrigger } from "../fakes/trigger.js";

/** A trigger as the store takes it, the event that tells of it, and its id in the graph. */
export interface StoredTrigger {
  readonly value: Trigger;
  readonly event: NewEvent;
  readonly nodeId: string;
}

/** A trigger about a customer (by the id in the graph), raised for these records. */
export function toTrigger(customer: string, evidence: readonly string[]): StoredTrigger {
  const id = randomUUID();
  const customerId = customer.slice("cus_".length);
  const value = makeTrigger({ id, customerId, evidence });
  const event: NewEvent = {
    type: "trigger.raised",
    kind: "TRIGGER",
    customerId,
    recordId: id,
    record: value,
    occurredAt: value.raisedAt,
    dedupKey: `trigger:${id}:raised`,
  };
  return { value, event, nodeId: toNodeId("Trigger", id) };
}
