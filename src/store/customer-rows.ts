// A customer as the store's statements read it.
import type { Purpose } from "../domains/consent/consent.js";
import type { CustomerRef } from "../domains/identity/identity.js";
import { toInstantOrNull } from "./rows.js";

const mergedIds = `array(select part.id from customer part where part.merged_into_id = survivor.id order by part.id)`;
/** Columns of `customer survivor`, behind the id that was asked for. */
export const survivorColumns = `survivor.id, survivor.crm_id, ${mergedIds}, survivor.subject_ref, survivor.restricted_at,
                survivor.objections`;

/** A row of an asked id and `survivorColumns`, and whatever stands behind them. */
export type CustomerRow = [
  askedId: string,
  id: string,
  crmId: string | null,
  mergedIds: string[],
  subjectRef: string,
  restrictedAt: string | null,
  objections: Purpose[],
];

/** A row as a customer. */
export function toCustomer(row: readonly [...CustomerRow, ...unknown[]]): CustomerRef {
  const [, id, crmId, mergedPartIds, subjectRef, restrictedAt, objections] = row;
  return {
    id,
    crmId,
    mergedIds: mergedPartIds,
    subjectRef,
    restrictedAt: toInstantOrNull(restrictedAt),
    objections,
  };
}
