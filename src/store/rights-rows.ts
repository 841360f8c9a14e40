import type { RightsRequest, RightsStep } from "../domains/rights/rights-request.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";

/** Columns of a request with its steps as JSON; `customer` is the expression of the customer's id. */
export function rightsColumns(customer: string): string {
  return `request.id, ${customer}, request.kind, request.status, request.purposes, request.details,
    request.received_at::text, request.due_at::text, request.extended_until::text, request.extension_reason,
    request.resolved_at::text,
    (select coalesce(json_agg(json_build_array(step.action, step.actor, step.at::text, step.note) order by step.number), '[]')
       from rights_request_step step where step.request_id = request.id)`;
}

type StepRow = [action: RightsStep["action"], actor: string, at: string, note: string | null];

/** A row of `rightsColumns` behind the number of its ask. */
export type RightsRow = [
  ask: number,
  id: string,
  customerId: string,
  kind: RightsRequest["kind"],
  status: RightsRequest["status"],
  purposes: RightsRequest["purposes"],
  details: string | null,
  receivedAt: string,
  dueAt: string,
  extendedUntil: string | null,
  extensionReason: string | null,
  resolvedAt: string | null,
  steps: StepRow[],
];

/** A row as a request. */
export function toRightsRequest(row: RightsRow): RightsRequest {
  return {
    id: row[1],
    customerId: row[2],
    kind: row[3],
    status: row[4],
    purposes: row[5],
    details: row[6],
    receivedAt: fromPostgresText(row[7]),
    dueAt: fromPostgresText(row[8]),
    extendedUntil: toInstantOrNull(row[9]),
    extensionReason: row[10],
    resolvedAt: toInstantOrNull(row[11]),
    steps: row[12].map(([action, actor, at, note]) => ({ action, actor, at: fromPostgresText(at), note })),
  };
}
