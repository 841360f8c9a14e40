// Notes on their way into the chain: placed behind the end of a segment, sealed, and written by ONE statement that moves
// the segment's head in the same breath. When the head is not where the writer left it, the statement writes nothing.
import type { AccessNote } from "../domains/audit/access-entry.js";
import {
  type AccessKeys,
  getToMac,
  toEntryMac,
  toSegmentHeadMac,
  type PlacedNote,
  type SegmentEnd,
} from "../domains/audit/access-chain.js";
import { toShortInstant } from "../shared/instant.js";
import type { FieldLists } from "./access-field-lists.js";
import type { Segment } from "./access-segments.js";
import type { Statement } from "./statements.js";

/** Notes at their places, as the statement takes them. */
export interface Batch {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  readonly count: number;
  /** Where the segment ends with them. */
  readonly end: SegmentEnd;
  /** Lists that the statement adds, by hash; they are in the database once it has committed. */
  readonly newLists: readonly string[];
}

const moved = `moved as (
    update access_segment set last_sequence = $4, last_mac = $5, head_mac = $6
     where number = $1 and last_sequence = $2 and last_mac = $3 and closed_by is null
    returning number
  )`;
const inserted = `insert into access_entry (segment, sequence, at, subject_ref, actor, roles, purpose, source_ip, application,
    request_id, action, decision, fields_hash, withheld_hash, mac)
  select moved.number, $2::bigint + note.n, note.at, note.subject_ref, note.actor, note.roles::text[], note.purpose,
         note.source_ip, note.application, note.request_id, note.action, note.decision, note.fields_hash,
         note.withheld_hash, note.mac
    from moved cross join unnest($7::timestamptz[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[],
      $13::text[], $14::text[], $15::text[], $16::text[], $17::bytea[], $18::bytea[], $19::bytea[]) with ordinality
      as note (at, subject_ref, actor, roles, purpose, source_ip, application, request_id, action, decision,
        fields_hash, withheld_hash, mac, n)`;
const append: Statement = { name: "access-append", text: `with ${moved} ${inserted}` };
// Lists come in the order of their hashes: two writers that add the same ones wait in one order.
const appendWithLists: Statement = {
  name: "access-append-with-lists",
  text: `with ${moved}, listed as (
    insert into access_field_list (hash, fields)
    select list.hash, list.fields::text[] from moved cross join unnest($20::bytea[], $21::text[]) as list (hash, fields)
     order by list.hash
    on conflict (hash) do nothing
  ) ${inserted}`,
};

/** Places notes behind the end of a segment. */
export function toBatch(
  keys: AccessKeys,
  lists: FieldLists,
  segment: Segment,
  notes: readonly AccessNote[],
): Batch {
  const toMac = getToMac(keys, segment.keyId);
  const placed: PlacedNote[] = [];
  const macs: string[] = [];
  const newLists = new Map<string, readonly string[]>();
  let { sequence, mac } = segment.end;
  for (const note of notes) {
    const place = { segment: segment.number, sequence: ++sequence };
    const fieldsHash = lists.toHash(note.fields, newLists);
    const withheldHash = lists.toHash(note.withheld, newLists);
    const entry = toPlacedNote(note, place, fieldsHash, withheldHash);
    mac = toEntryMac(toMac, mac, entry);
    placed.push(entry);
    macs.push(toHexElement(mac));
  }
  const end = { sequence, mac };
  // Columns of our own words need no quotes; what callers say may need them.
  const plain = (of: (note: PlacedNote) => string) => `{${placed.map(of).join(",")}}`;
  const text = (of: (note: PlacedNote) => string | null) => toArray(placed.map(of));
  const values: unknown[] = [
    segment.number,
    segment.end.sequence,
    segment.end.mac,
    end.sequence,
    end.mac,
    toSegmentHeadMac(toMac, segment.number, end),
    plain((note) => note.at),
    plain((note) => note.subjectRef),
    text((note) => note.actor),
    text((note) => toArray(note.roles)),
    plain((note) => note.purpose),
    text((note) => note.sourceIp),
    text((note) => note.application),
    text((note) => note.requestId),
    plain((note) => note.action),
    plain((note) => note.decision),
    plain((note) => toHexElement(note.fieldsHash)),
    plain((note) => toHexElement(note.withheldHash)),
    `{${macs.join(",")}}`,
  ];
  const added = [...newLists].sort(([left], [right]) => (left < right ? -1 : 1));
  if (added.length > 0) {
    values.push(
      `{${added.map(([hash]) => `"\\\\x${hash}"`).join(",")}}`,
      toArray(added.map(([, list]) => toArray(list))),
    );
  }
  const statement = added.length > 0 ? appendWithLists : append;
  return { statement, values, count: notes.length, end, newLists: added.map(([hash]) => hash) };
}

function toPlacedNote(
  note: AccessNote,
  place: { readonly segment: number; readonly sequence: number },
  fieldsHash: Buffer,
  withheldHash: Buffer,
): PlacedNote {
  return {
    ...place,
    at: toShortInstant(note.at),
    subjectRef: note.subjectRef,
    actor: toKeptText(note.actor),
    roles: note.roles.map(toKeptText),
    purpose: note.purpose,
    sourceIp: toKeptText(note.sourceIp),
    application: note.application === null ? null : toKeptText(note.application),
    requestId: toKeptText(note.requestId),
    action: note.action,
    decision: note.decision,
    fieldsHash,
    withheldHash,
  };
}

/** The text as PostgreSQL gives it back: a caller's odd characters must not keep an entry out of the log. */
function toKeptText(text: string): string {
  return (text.isWellFormed() ? text : text.toWellFormed()).replaceAll("\0", "\uFFFD");
}

/** Bytes as an element of an array. */
function toHexElement(bytes: Buffer): string {
  return `"\\\\x${bytes.toString("hex")}"`;
}

const plainElement = /^[\w.:~/@+-]+$/;

/** PostgreSQL's text of an array; by hand, since the driver's takes three times as long for what needs no quotes. */
function toArray(items: readonly (string | null)[]): string {
  return `{${items.map((item) => (item === null ? "NULL" : toElement(item))).join(",")}}`;
}

function toElement(item: string): string {
  // The word NULL without quotes would be none.
  if (plainElement.test(item) && item.toUpperCase() !== "NULL") return item;
  return `"${item.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
