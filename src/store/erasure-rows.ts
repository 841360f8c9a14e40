import type { Erasure } from "../domains/rights/erasure.js";
import { fromPostgresText } from "../shared/instant.js";

/** Columns of `erasure`. */
export const erasureColumns = `erasure.id, erasure.request_id, erasure.actor, erasure.reason, erasure.erased_at::text,
  erasure.tables`;

/** A row of `erasureColumns`. */
export type ErasureRow = [
  id: string,
  requestId: string,
  actor: string,
  reason: string,
  erasedAt: string,
  tables: Erasure["tables"],
];

/** A row as an erasure. */
export function toErasure(row: ErasureRow): Erasure {
  const [id, requestId, actor, reason, erasedAt, tables] = row;
  return { id, requestId, actor, reason, erasedAt: fromPostgresText(erasedAt), tables };
}
