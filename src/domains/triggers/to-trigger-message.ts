import { toNodeId } from "../../shared/ids.js";
import type { Trigger } from "./trigger.js";

/**
 * What another system is told of a trigger, as a CloudEvent 1.0 in JSON: ids, the words of the reason, and how the customer
 * may be reached. Names, addresses and records of the customer stay where they are; who has the right asks for them.
 */
export function toTriggerMessage(deliveryId: string, trigger: Trigger, crmId: string | null): string {
  const { id, customerId, rule, priority, value, title, explanation, raisedAt, expiresAt, terms } = trigger;
  const { purpose, channel, topic, product, category } = terms;
  return JSON.stringify({
    specversion: "1.0",
    id: deliveryId,
    source: "customer-360-gateway",
    type: "trigger.raised",
    subject: toNodeId("Customer", customerId),
    time: raisedAt,
    datacontenttype: "application/json",
    data: {
      trigger: {
        id: toNodeId("Trigger", id),
        rule,
        priority,
        value,
        title,
        explanation,
        raisedAt,
        expiresAt,
      },
      customer: { id: toNodeId("Customer", customerId), crmId },
      contact: { purpose, channel, topic, product, category },
      evidence: trigger.evidence,
    },
  });
}
