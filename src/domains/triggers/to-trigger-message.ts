import { toNodeId } from "../../shared/ids.js";
import type { DueDelivery } from "../webhooks/webhook-delivery.js";
import type { Trigger } from "./trigger.js";

/**
 * What another system is told of a trigger, as a CloudEvent 1.0 in JSON: ids, the words of the reason, and how the customer
 * may be reached. Names, addresses and records of the customer stay where they are; who has the right asks for them.
 */
export function toTriggerMessage(deliveryId: string, trigger: Trigger, crmId: string | null): string {
  const { id, customerId, rule, priority, value, title, explanation, raisedAt, expiresAt, terms } = trigger;
  const { purpose, channel, topic, product, category } = terms;
  const told = {
    id: toNodeId("Trigger", id),
    rule,
    priority,
    value,
    title,
    explanation,
    raisedAt,
    expiresAt,
  };
  return toCloudEvent({ id: deliveryId, step: "raised", at: raisedAt }, customerId, {
    trigger: told,
    customer: { id: toNodeId("Customer", customerId), crmId },
    contact: { purpose, channel, topic, product, category },
    evidence: trigger.evidence,
  });
}

/** What it is told of a later step: which trigger, and whose; null of somebody who was erased. */
export function toStepMessage(
  due: Pick<DueDelivery, "id" | "step" | "at">,
  { id, rule, suppressedBy }: Trigger,
  customerId: string | null,
): string {
  return toCloudEvent(due, customerId, {
    trigger: { id: toNodeId("Trigger", id), rule, ...(due.step === "suppressed" && { suppressedBy }) },
    customer: customerId === null ? null : { id: toNodeId("Customer", customerId) },
  });
}

function toCloudEvent(
  { id, step, at }: Pick<DueDelivery, "id" | "step" | "at">,
  customerId: string | null,
  data: unknown,
): string {
  return JSON.stringify({
    specversion: "1.0",
    id,
    source: "customer-360-gateway",
    type: `trigger.${step}`,
    ...(customerId !== null && { subject: toNodeId("Customer", customerId) }),
    time: at,
    datacontenttype: "application/json",
    data,
  });
}
