// Steps of the access log: segments are opened and closed under the lock of its one head row, each step sealed with the
// one before. Lock order: head row, then segment row. Whoever writes entries holds a segment row only, and last.
import {
  type AccessKeys,
  firstMac,
  getToMac,
  toClosingMac,
  toLogHeadMac,
  toOpeningMac,
  toSegmentHeadMac,
  type SegmentEnd,
  type SegmentKind,
} from "../domains/audit/access-chain.js";
import type { Instant } from "../shared/instant.js";
import type { Query } from "./statements.js";

/** A segment as its writer knows it. */
export interface Segment {
  readonly number: number;
  readonly keyId: string;
  readonly end: SegmentEnd;
}

interface Head {
  readonly steps: number;
  readonly mac: Buffer;
}

/** Opens a segment under the current key, inside a transaction. */
export async function openSegment(
  query: Query,
  keys: AccessKeys,
  kind: SegmentKind,
  openedAt: Instant,
): Promise<Segment> {
  const head = await lockHead(query, keys);
  if (kind === "CHANGES") {
    // Somebody else may have opened it while this one waited for the head; there is one for all.
    const present = await lockChangesSegment(query, keys);
    if (present !== undefined) return present;
  }
  const keyId = keys.currentId;
  const toMac = getToMac(keys, keyId);
  const number = head.steps + 1;
  const mac = toOpeningMac(toMac, head.mac, number, { kind, keyId, openedAt });
  const end = { sequence: 0, mac };
  await query(
    `insert into access_segment
       (number, kind, key_id, opened_at, opening_mac, last_sequence, last_mac, head_mac, removed_through)
     values ($1, $2, $3, $4, $5, 0, $5, $6, 0)`,
    [number, kind, keyId, openedAt, mac, toSegmentHeadMac(toMac, number, end)],
  );
  await moveHead(query, keys, { steps: number, mac });
  return { number, keyId, end };
}

/**
 * Closes a segment, inside a transaction, and answers where it ended for good: a statement of its writer that is still
 * under way is waited for, and one that arrives later finds it closed and does nothing. Undefined: there is none.
 */
export async function closeSegment(
  query: Query,
  keys: AccessKeys,
  number: number,
): Promise<SegmentEnd | undefined> {
  const head = await lockHead(query, keys);
  const [row] = await query<SegmentRow & { closed_by: string | null }>(
    "select number, key_id, last_sequence, last_mac, closed_by from access_segment where number = $1 for update",
    [number],
  );
  if (row === undefined) return undefined;
  const { end, keyId } = toSegment(row);
  if (row.closed_by !== null) return end;
  const step = head.steps + 1;
  const mac = toClosingMac(getToMac(keys, keyId), head.mac, step, number, end);
  await query("update access_segment set closed_by = $2, closing_mac = $3 where number = $1", [
    number,
    step,
    mac,
  ]);
  await moveHead(query, keys, { steps: step, mac });
  return end;
}

/** The segment that changes write to under the current key, held until the transaction ends; undefined when none is open. */
export async function lockChangesSegment(query: Query, keys: AccessKeys): Promise<Segment | undefined> {
  const [row] = await query<SegmentRow>(
    `select number, key_id, last_sequence, last_mac from access_segment
      where kind = 'CHANGES' and closed_by is null and key_id = $1 order by number limit 1 for update`,
    [keys.currentId],
  );
  return row && toSegment(row);
}

interface SegmentRow {
  readonly number: string;
  readonly key_id: string;
  readonly last_sequence: string;
  readonly last_mac: Buffer;
}

function toSegment(row: SegmentRow): Segment {
  const end = { sequence: Number(row.last_sequence), mac: row.last_mac };
  return { number: Number(row.number), keyId: row.key_id, end };
}

async function lockHead(query: Query, keys: AccessKeys): Promise<Head> {
  const toMac = getToMac(keys, keys.currentId);
  await query(
    `insert into access_head (id, steps, mac, key_id, head_mac) values (1, 0, $1, $2, $3) on conflict do nothing`,
    [firstMac, keys.currentId, toLogHeadMac(toMac, 0, firstMac)],
  );
  const [row] = await query<{ steps: string; mac: Buffer }>(
    "select steps, mac from access_head where id = 1 for update",
    [],
  );
  if (row === undefined) throw new Error("The access log has no head.");
  return { steps: Number(row.steps), mac: row.mac };
}

async function moveHead(query: Query, keys: AccessKeys, { steps, mac }: Head): Promise<void> {
  await query("update access_head set steps = $1, mac = $2, key_id = $3, head_mac = $4 where id = 1", [
    steps,
    mac,
    keys.currentId,
    toLogHeadMac(getToMac(keys, keys.currentId), steps, mac),
  ]);
}
