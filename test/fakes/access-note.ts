import { randomUUID } from "node:crypto";
import type { AccessNote } from "../../src/domains/audit/access-entry.js";

const fields = ["Customer.id", "Profile.displayName", "Profile.phone"];

/** What an answer to an agent's question would note of one person. */
export function makeNote(more: Partial<AccessNote> = {}): AccessNote {
  return {
    at: "2026-11-23T01:02:03.450Z",
    subjectRef: randomUUID(),
    actor: "agent-7",
    roles: ["AGENT"],
    purpose: "SERVICE",
    sourceIp: "10.0.0.7",
    application: null,
    requestId: randomUUID(),
    action: "VIEW",
    fields,
    withheld: [],
    decision: "ALLOWED",
    ...more,
  };
}
