import type { AccessAction, AccessDecision, AccessEntry } from "../domains/audit/access-entry.js";
import type { Purpose } from "../domains/consent/consent.js";
import { fromPostgresText } from "../shared/instant.js";

/** Columns of an `entry` of one reader with its lists `asked` and `held`, and its customer by `subject`, behind the number of the ask. */
export const accessColumns = `entry.segment, entry.sequence, entry.at::text, entry.subject_ref,
  coalesce(subject.merged_into_id, subject.id), entry.actor, entry.roles, entry.purpose, entry.source_ip,
  entry.application, entry.request_id, entry.action, entry.decision, asked.fields, held.fields`;

/** What `accessColumns` stand on. An erased person's row knows nobody any more. */
export const accessJoins = `left join access_field_list asked on asked.hash = entry.fields_hash
  left join access_field_list held on held.hash = entry.withheld_hash
  left join customer subject on subject.subject_ref = entry.subject_ref and subject.erased_at is null`;

/** A row of `accessColumns`. */
export type AccessRow = [
  ask: number,
  segment: string,
  sequence: string,
  at: string,
  subjectRef: string,
  customerId: string | null,
  actor: string,
  roles: string[],
  purpose: Purpose,
  sourceIp: string,
  application: string | null,
  requestId: string,
  action: AccessAction,
  decision: AccessDecision,
  fields: string[] | null,
  withheld: string[] | null,
];

/** A row as an entry. */
export function toAccessEntry(row: AccessRow): AccessEntry {
  return {
    id: `${row[1]}.${row[2]}`,
    at: fromPostgresText(row[3]),
    subjectRef: row[4],
    customerId: row[5],
    actor: row[6],
    roles: row[7],
    purpose: row[8],
    sourceIp: row[9],
    application: row[10],
    requestId: row[11],
    action: row[12],
    decision: row[13],
    // A list that is gone is a fault that the verification names; the entry is shown without it.
    fields: row[14] ?? [],
    withheld: row[15] ?? [],
  };
}

/** The place of an entry in the chain, from its id `<segment>.<sequence>`; undefined when it can be none. */
export function findPlace(id: string): readonly [segment: string, sequence: string] | undefined {
  const match = /^([1-9]\d{0,14})\.([1-9]\d{0,14})$/.exec(id);
  return match === null ? undefined : [match[1]!, match[2]!];
}
