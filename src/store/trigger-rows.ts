import type { Trigger } from "../domains/triggers/trigger.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";

/** Where a trigger stands at a time: what waits past its end has expired, whether or not somebody has looked. */
export function toPresentStatus(now: string): string {
  return `case when trigger.status in ('RAISED', 'HELD') and trigger.expires_at <= ${now} then 'EXPIRED' else trigger.status end`;
}

/** Columns of `trigger` with its status, behind the number of the ask. */
export function triggerColumns(status: string): string {
  return `trigger.id, trigger.rule, trigger.customer_id, ${status}, trigger.priority, trigger.title,
    trigger.explanation, trigger.evidence, trigger.raised_at::text, trigger.expires_at::text, trigger.value,
    trigger.suppressed_by, trigger.held_until::text, trigger.claimed_by, trigger.claimed_at::text, trigger.outcome,
    trigger.closed_at::text, trigger.terms, trigger.subject, trigger.decided_at::text, trigger.contacted_at::text`;
}

/** A row of `triggerColumns`. */
export type TriggerRow = [
  ask: number,
  id: string,
  rule: string,
  customerId: string,
  status: Trigger["status"],
  priority: number,
  title: string,
  explanation: string,
  evidence: string[],
  raisedAt: string,
  expiresAt: string,
  value: number,
  suppressedBy: Trigger["suppressedBy"],
  heldUntil: string | null,
  claimedBy: string | null,
  claimedAt: string | null,
  outcome: string | null,
  closedAt: string | null,
  terms: Trigger["terms"],
  subject: string,
  decidedAt: string | null,
  contactedAt: string | null,
];

/** A row as a trigger. */
export function toTrigger(row: TriggerRow): Trigger {
  const [, id, rule, customerId, status, priority, title, explanation, evidence, raisedAt, expiresAt] = row;
  return {
    id,
    rule,
    customerId,
    status,
    priority,
    title,
    explanation,
    evidence,
    raisedAt: fromPostgresText(raisedAt),
    expiresAt: fromPostgresText(expiresAt),
    value: row[11],
    suppressedBy: row[12],
    heldUntil: status === "HELD" ? toInstantOrNull(row[13]) : null,
    claimedBy: row[14],
    claimedAt: toInstantOrNull(row[15]),
    outcome: row[16],
    closedAt: toInstantOrNull(row[17]),
    terms: row[18],
    subject: row[19],
    decidedAt: toInstantOrNull(row[20]),
    contactedAt: toInstantOrNull(row[21]),
  };
}
