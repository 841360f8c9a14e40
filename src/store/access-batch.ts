// Notes on their way into the chain: placed behind the end of a segment, sealed, and written by ONE statement that moves
// the segment's head in the same breath. When the head is not where the writer left it, the statement writes nothing.
import type { AccessNote, SharedAccessNote } from "../domains/audit/access-entry.js";
import {
  type AccessKeys,
  countEntries,
  getToMac,
  toEntryMac,
  toSegmentHeadMac,
  type PlacedNote,
  type PlacedSharedNote,
  type SegmentEnd,
} from "../domains/audit/access-chain.js";
import { toShortInstant } from "../shared/instant.js";
import { toKeptReader, toReaderColumns, type AccessLists, MissingLists } from "./access-lists.js";
import type { Segment } from "./access-segments.js";
import type { Statement } from "./statements.js";
import { toKeptText } from "./to-kept-text.js";

/** Notes at their places, as the statement takes them. */
export interface Batch {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  /** How many rows the statement adds. */
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
const columns = `segment, sequence, at, subject_ref, actor, roles, purpose, source_ip, application, request_id, action,
    decision, fields_hash, withheld_hash, mac`;
const placed = `moved.number, note.sequence, note.at, note.subject_ref, note.actor, note.roles::text[], note.purpose,
         note.source_ip, note.application, note.request_id, note.action, note.decision, note.fields_hash,
         note.withheld_hash, note.mac`;
const arrays = `$7::bigint[], $8::timestamptz[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
      $15::text[], $16::text[], $17::text[], $18::bytea[], $19::bytea[], $20::bytea[]`;
const names = `sequence, at, subject_ref, actor, roles, purpose, source_ip, application, request_id, action, decision,
        fields_hash, withheld_hash, mac`;

// What nearly every answer needs: one reader, and lists that are there.
const append: Statement = {
  name: "access-append",
  text: `with ${moved} insert into access_entry (${columns})
  select ${placed}
    from moved cross join unnest(${arrays}) as note (${names})`,
};
// Lists come in the order of their hashes: two writers that add the same ones wait in one order.
const appendWithLists: Statement = {
  name: "access-append-with-lists",
  text: `with ${moved}, listed as (
    insert into access_field_list (hash, fields)
    select list.hash, list.fields::text[] from moved cross join unnest($23::bytea[], $24::text[]) as list (hash, fields)
     order by list.hash
    on conflict (hash) do nothing
  ), got as (
    insert into access_reader_list (hash, actors, readers)
    select list.hash, list.actors::text[], list.readers::jsonb
      from moved cross join unnest($25::bytea[], $26::text[], $27::text[]) as list (hash, actors, readers)
     order by list.hash
    on conflict (hash) do nothing
  ) insert into access_entry (${columns}, readers, readers_hash)
  select ${placed}, note.readers, note.readers_hash
    from moved cross join unnest(${arrays}, $21::int[], $22::bytea[]) as note (${names}, readers, readers_hash)`,
};

/** Places notes behind the end of a segment. */
export function toBatch(
  keys: AccessKeys,
  lists: AccessLists,
  segment: Segment,
  notes: readonly (AccessNote | SharedAccessNote)[],
): Batch {
  const toMac = getToMac(keys, segment.keyId);
  const placed: (PlacedNote | PlacedSharedNote)[] = [];
  const macs: string[] = [];
  const missing = new MissingLists();
  let { sequence, mac } = segment.end;
  for (const note of notes) {
    sequence += "readers" in note ? note.readers.length : 1;
    const entry = toPlacedNote(note, { segment: segment.number, sequence }, lists, missing);
    mac = toEntryMac(toMac, mac, entry);
    placed.push(entry);
    macs.push(toHexElement(mac));
  }
  const end = { sequence, mac };
  // Columns of our own words need no quotes; what callers say may need them.
  const plain = (of: (note: PlacedNote | PlacedSharedNote) => string) => `{${placed.map(of).join(",")}}`;
  const text = (of: (note: PlacedNote) => string | null) =>
    toArray(placed.map((note) => ("readersHash" in note ? null : of(note))));
  const values: unknown[] = [
    segment.number,
    segment.end.sequence,
    segment.end.mac,
    end.sequence,
    end.mac,
    toSegmentHeadMac(toMac, segment.number, end),
    plain((note) => String(note.sequence)),
    plain((note) => note.at),
    plain((note) => note.subjectRef),
    text((note) => note.actor),
    text((note) => toArray(note.roles)),
    plain((note) => note.purpose),
    text((note) => note.sourceIp),
    text((note) => note.application),
    toArray(placed.map((note) => note.requestId)),
    plain((note) => note.action),
    plain((note) => note.decision),
    plain((note) => toHexElement(note.fieldsHash)),
    plain((note) => toHexElement(note.withheldHash)),
    `{${macs.join(",")}}`,
  ];
  const newLists = missing.hashes;
  const needsLists = newLists.length > 0 || placed.some((note) => "readersHash" in note);
  if (needsLists) {
    values.push(
      plain((note) => String(countEntries(note))),
      plain((note) => ("readersHash" in note ? toHexElement(note.readersHash) : "NULL")),
      ...toListColumns(missing),
    );
  }
  const statement = needsLists ? appendWithLists : append;
  return { statement, values, count: notes.length, end, newLists };
}

function toPlacedNote(
  note: AccessNote | SharedAccessNote,
  place: { readonly segment: number; readonly sequence: number },
  lists: AccessLists,
  missing: MissingLists,
): PlacedNote | PlacedSharedNote {
  const what = {
    ...place,
    at: toShortInstant(note.at),
    subjectRef: note.subjectRef,
    purpose: note.purpose,
    requestId: toKeptText(note.requestId),
    action: note.action,
    decision: note.decision,
    fieldsHash: lists.hashFields(note.fields, missing),
    withheldHash: lists.hashFields(note.withheld, missing),
  };
  return "readers" in note
    ? { ...what, readers: note.readers.length, readersHash: lists.hashReaders(note.readers, missing) }
    : { ...what, ...toKeptReader(note) };
}

/** What a statement adds of lists: an array of hashes, and beside it one of each column. */
function toListColumns({ fields, readers }: MissingLists): readonly string[] {
  const fieldLists = byHash(fields);
  const readerLists = byHash(readers);
  return [
    toHashes(fieldLists),
    toArray(fieldLists.map(([, list]) => toArray(list))),
    toHashes(readerLists),
    toArray(readerLists.map(([, list]) => toArray(list.map(({ actor }) => actor)))),
    toArray(readerLists.map(([, list]) => JSON.stringify(toReaderColumns(list)))),
  ];
}

function byHash<List>(lists: ReadonlyMap<string, List>): readonly (readonly [string, List])[] {
  return [...lists].sort(([left], [right]) => (left < right ? -1 : 1));
}

function toHashes(lists: readonly (readonly [string, unknown])[]): string {
  return `{${lists.map(([hash]) => `"\\\\x${hash}"`).join(",")}}`;
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
