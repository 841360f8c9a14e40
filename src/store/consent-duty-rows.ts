import type { ConsentDuty } from "../domains/consent/consent-duty.js";
import { fromPostgresText } from "../shared/instant.js";
import { toInstantOrNull } from "./rows.js";

/** Columns of `consent_duty duty` behind the number of the ask. */
export const dutyColumns = `duty.id, duty.customer_id, duty.record_id, duty.kind, duty.status, duty.due_at, duty.remind_at,
  duty.raised_at, duty.closed_at, duty.closed_by, duty.method, duty.note`;

/** A row of `dutyColumns`. */
export type DutyRow = [
  ask: number,
  id: string,
  customerId: string,
  recordId: string,
  kind: ConsentDuty["kind"],
  status: ConsentDuty["status"],
  dueAt: string,
  remindAt: string | null,
  raisedAt: string | null,
  closedAt: string | null,
  closedBy: string | null,
  method: string | null,
  note: string | null,
];

/** A row as a duty. */
export function toDuty(row: DutyRow): ConsentDuty {
  const [, id, customerId, recordId, kind, status, dueAt, remindAt, raisedAt, closedAt] = row;
  const times = { dueAt, remindAt, raisedAt, closedAt };
  const rest = { closedBy: row[10], method: row[11], note: row[12] };
  return { id, customerId, recordId, kind, status, ...toInstants(times), ...rest };
}

type Times = Pick<ConsentDuty, "dueAt" | "remindAt" | "raisedAt" | "closedAt">;

/** Times as PostgreSQL writes them, as instants. */
export function toInstants(times: Times): Times {
  return {
    dueAt: fromPostgresText(times.dueAt),
    remindAt: toInstantOrNull(times.remindAt),
    raisedAt: toInstantOrNull(times.raisedAt),
    closedAt: toInstantOrNull(times.closedAt),
  };
}
