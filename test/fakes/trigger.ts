import { randomUUID } from "node:crypto";
import { screenTerms } from "../../src/domains/triggers/trigger-terms.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";

/** A trigger that was just raised, for an agent's screen. */
export function makeTrigger(more: Partial<Trigger> = {}): Trigger {
  const id = more.id ?? randomUUID();
  return {
    id,
    rule: "test",
    customerId: "00000000-0000-5000-8000-000000000001",
    subject: id,
    status: "RAISED",
    priority: 0.5,
    title: "Something matters",
    explanation: "Because a test says so.",
    evidence: [],
    raisedAt: "2026-06-30T10:00:00Z",
    expiresAt: "2099-07-30T10:00:00Z",
    value: 0.5,
    suppressedBy: [],
    decidedAt: null,
    heldUntil: null,
    claimedBy: null,
    claimedAt: null,
    outcome: null,
    closedAt: null,
    contactedAt: null,
    terms: screenTerms,
    ...more,
  };
}
