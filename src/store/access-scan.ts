// Reads the access log as it stands at one moment, in order and in parts, for its verification.
import type { AccessScan, MissingList, ScannedEntry, ScannedSegment } from "../domains/audit/access-fault.js";
import type { SegmentKind } from "../domains/audit/access-chain.js";
import { fromPostgresText } from "../shared/instant.js";
import { toAccessReader, type ReaderColumns } from "./access-lists.js";
import type { AccessRow } from "./access-rows.js";
import { toStoreError } from "./store-errors.js";
import type { StorePool } from "./statements.js";

const partSize = 5_000;
/** A list may name thousands. */
const readerListsAtOnce = 500;

/** Runs a statement in the view of the scan; each row is an array. */
export type Ask = <Row extends unknown[]>(
  name: string,
  text: string,
  values: readonly unknown[],
) => Promise<readonly Row[]>;

/** Runs `work` with a view of the log that does not change meanwhile, whoever writes. */
export async function scanAccessLog<Result>(
  pool: StorePool,
  work: (scan: AccessScan) => Promise<Result>,
): Promise<Result> {
  try {
    const client = await pool.connect();
    try {
      // An hour of reading is no hanging transaction.
      await client.query("begin isolation level repeatable read read only");
      await client.query("set local idle_in_transaction_session_timeout = 0");
      const ask: Ask = async <Row extends unknown[]>(
        name: string,
        text: string,
        values: readonly unknown[],
      ) => (await client.query<Row>({ name, text, values: [...values], rowMode: "array" })).rows;
      return await work(createScan(ask));
    } finally {
      client.release(true);
    }
  } catch (error) {
    throw toStoreError(error);
  }
}

/** The log as the statements of one transaction see it. */
export function createScan(ask: Ask): AccessScan {
  return {
    async findHead() {
      const [row] = await ask<[string, Buffer, string, Buffer]>(
        "scan-head",
        "select steps, mac, key_id, head_mac from access_head",
        [],
      );
      return row && { steps: Number(row[0]), mac: row[1], keyId: row[2], headMac: row[3] };
    },
    async listSegments() {
      const rows = await ask<SegmentRow>(
        "scan-segments",
        `select number, kind, key_id, opened_at::text, opening_mac, last_sequence, last_mac, head_mac, closed_by,
                closing_mac, removed_through, removed_mac, removal_mac
           from access_segment order by number`,
        [],
      );
      return rows.map(toScannedSegment);
    },
    async *readEntries() {
      let after: readonly [string, string] = ["-9223372036854775808", "0"];
      for (;;) {
        const rows = await ask<EntryRow>(
          "scan-entries",
          `select segment, sequence, at::text, subject_ref, actor, roles, purpose, source_ip, application, request_id,
                  action, decision, fields_hash, withheld_hash, mac, readers, readers_hash
             from access_entry where (segment, sequence) > ($1, $2) order by segment, sequence limit ${String(partSize)}`,
          after,
        );
        if (rows.length > 0) yield rows.map(toScannedEntry);
        const last = rows.at(-1);
        if (last === undefined || rows.length < partSize) return;
        after = [last[0], last[1]];
      }
    },
    async *readFieldLists() {
      let after: Buffer = Buffer.alloc(0);
      for (;;) {
        const rows = await ask<[Buffer, string[]]>(
          "scan-field-lists",
          `select hash, fields from access_field_list where hash > $1 order by hash limit ${String(partSize)}`,
          [after],
        );
        if (rows.length > 0) yield rows.map(([hash, fields]) => ({ hash, fields }));
        const last = rows.at(-1);
        if (last === undefined || rows.length < partSize) return;
        after = last[0];
      }
    },
    async *readReaderLists() {
      let after: Buffer = Buffer.alloc(0);
      for (;;) {
        const rows = await ask<[Buffer, ReaderColumns[]]>(
          "scan-reader-lists",
          `select hash, readers from access_reader_list where hash > $1 order by hash limit ${String(readerListsAtOnce)}`,
          [after],
        );
        if (rows.length > 0)
          yield rows.map(([hash, readers]) => ({ hash, readers: readers.map(toAccessReader) }));
        const last = rows.at(-1);
        if (last === undefined || rows.length < readerListsAtOnce) return;
        after = last[0];
      }
    },
    async listMissingLists(limit) {
      const rows = await ask<[string, string, MissingList["of"]]>(
        "scan-missing-lists",
        `select entry.segment, entry.sequence,
                case when asked.hash is null or held.hash is null then 'FIELDS' else 'READERS' end
           from access_entry entry
           left join access_field_list asked on asked.hash = entry.fields_hash
           left join access_field_list held on held.hash = entry.withheld_hash
           left join access_reader_list list on list.hash = entry.readers_hash
          where asked.hash is null or held.hash is null or (list.hash is null and entry.readers_hash is not null)
          order by entry.segment, entry.sequence limit $1`,
        [limit],
      );
      return rows.map(([segment, sequence, of]) => ({
        of,
        segment: Number(segment),
        sequence: Number(sequence),
      }));
    },
  };
}

type SegmentRow = [
  number: string,
  kind: SegmentKind,
  keyId: string,
  openedAt: string,
  openingMac: Buffer,
  lastSequence: string,
  lastMac: Buffer,
  headMac: Buffer,
  closedBy: string | null,
  closingMac: Buffer | null,
  removedThrough: string,
  removedMac: Buffer | null,
  removalMac: Buffer | null,
];

function toScannedSegment(row: SegmentRow): ScannedSegment {
  return {
    number: Number(row[0]),
    kind: row[1],
    keyId: row[2],
    openedAt: fromPostgresText(row[3]),
    openingMac: row[4],
    lastSequence: Number(row[5]),
    lastMac: row[6],
    headMac: row[7],
    closedBy: row[8] === null ? null : Number(row[8]),
    closingMac: row[9],
    removedThrough: Number(row[10]),
    removedMac: row[11],
    removalMac: row[12],
  };
}

type EntryRow = [
  segment: string,
  sequence: string,
  at: string,
  subjectRef: string,
  actor: string | null,
  roles: string[] | null,
  purpose: AccessRow[8],
  sourceIp: string | null,
  application: string | null,
  requestId: string,
  action: AccessRow[12],
  decision: AccessRow[13],
  fieldsHash: Buffer,
  withheldHash: Buffer,
  mac: Buffer,
  readers: number,
  readersHash: Buffer | null,
];

function toScannedEntry(row: EntryRow): ScannedEntry {
  const placed = {
    segment: Number(row[0]),
    sequence: Number(row[1]),
    at: fromPostgresText(row[2]),
    subjectRef: row[3],
    purpose: row[6],
    requestId: row[9],
    action: row[10],
    decision: row[11],
    fieldsHash: row[12],
    withheldHash: row[13],
    mac: row[14],
  };
  if (row[16] !== null) return { ...placed, readers: row[15], readersHash: row[16] };
  // The database refuses an entry without a reader; one that got past it does not fit its seal.
  const [actor, roles, sourceIp] = [row[4] ?? "", row[5] ?? [], row[7] ?? ""];
  return { ...placed, actor, roles, sourceIp, application: row[8] };
}
