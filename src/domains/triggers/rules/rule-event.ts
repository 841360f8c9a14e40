// Events of the log as rules see them.
import { toNodeId, type NodeType } from "../../../shared/ids.js";
import type { LoggedEvent } from "../../events/event.js";
import { ruleEventTypes, type RuleEventType } from "./event-fields.js";
import type { RuleEvent } from "./evaluate.js";

const nodeTypes: Readonly<Record<RuleEventType, NodeType>> = {
  "web-event.recorded": "WebEvent",
  "transfer.booked": "Transfer",
  "transfer.corrected": "Transfer",
  "consultation.recorded": "Consultation",
  "consultation.changed": "Consultation",
  "contact.attempted": "ContactAttempt",
  "consent.recorded": "ConsentRecord",
};

/** Whether rules can be about events of a type. */
export function isRuleEventType(type: string): type is RuleEventType {
  return (ruleEventTypes as readonly string[]).includes(type);
}

/** An event as rules see it; undefined for one that no rule can be about, and for what an erased person did. */
export function toRuleEvent(event: LoggedEvent): RuleEvent | undefined {
  const { type, recordId, record, occurredAt, recordedAt } = event;
  if (!isRuleEventType(type) || recordId === null || record === null) return undefined;
  return { type, id: toNodeId(nodeTypes[type], recordId), record, occurredAt, recordedAt };
}
