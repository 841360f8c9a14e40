// Removes entries of the access log that are older than they have to be kept: from the beginning of each segment on, never
// out of its middle, and leaves a sealed mark of how far, so that the verification can tell it from any other deletion.
import { toRemovalMac, type AccessKeys } from "../domains/audit/access-chain.js";
import type { Instant } from "../shared/instant.js";
import { AccessConnection } from "./access-connection.js";
import { toStoreError } from "./store-errors.js";
import type { Query, StorePool } from "./statements.js";

/** Any number will do, as long as every process of the gateway takes the same. */
const retentionLock = 7_203_600_003;
/** Entries a transaction: enough to be quick, few enough to end soon. */
const partSize = 10_000;
const partTimeoutMs = 600_000;

/** What a retention removed. */
export interface RemovedEntries {
  readonly entries: number;
  /** Segments that still hold old entries, because the key that seals them is not there. */
  readonly segmentsWithoutKey: readonly number[];
}

/** Removes what is older than `before`. An entry that is younger keeps those behind it in its segment. */
export async function removeOldEntries(
  pool: StorePool,
  keys: AccessKeys,
  before: Instant,
): Promise<RemovedEntries> {
  const connection = new AccessConnection(pool);
  const transact = <Result>(work: (query: Query) => Promise<Result>) =>
    connection.within(partTimeoutMs, () => connection.transact(work));
  try {
    const segments = await transact((query) =>
      query<{ number: string; key_id: string }>(
        `select number, key_id from access_segment where removed_through < last_sequence and opened_at < $1 order by number`,
        [before],
      ),
    );
    let entries = 0;
    const segmentsWithoutKey: number[] = [];
    for (const { number, key_id: keyId } of segments) {
      if (keys.find(keyId) === undefined) {
        segmentsWithoutKey.push(Number(number));
        continue;
      }
      for (let rows = partSize; rows === partSize;) {
        const removed = await transact((query) => removePart(query, keys, number, before));
        rows = removed.length;
        for (const { readers } of removed) entries += readers;
      }
    }
    return { entries, segmentsWithoutKey };
  } catch (error) {
    throw toStoreError(error);
  } finally {
    connection.drop();
  }
}

interface RemovedRow {
  /** How many entries it stood for. */
  readonly readers: number;
  readonly readers_hash: Buffer | null;
}

// A list that an entry is just about to name is locked by it, and left.
const removeUnnamedLists = `delete from access_reader_list where hash in (
    select list.hash from access_reader_list list
     where list.hash = any($1::bytea[])
       and not exists (select from access_entry entry where entry.readers_hash = list.hash)
       for update skip locked)`;

async function removePart(
  query: Query,
  keys: AccessKeys,
  number: string,
  before: Instant,
): Promise<readonly RemovedRow[]> {
  await query("select pg_advisory_xact_lock($1), set_config('access_log.retention', 'on', true)", [
    retentionLock,
  ]);
  const [segment] = await query<{ key_id: string; removed_through: string }>(
    "select key_id, removed_through from access_segment where number = $1",
    [number],
  );
  const toMac = keys.find(segment?.key_id ?? "");
  if (segment === undefined || toMac === undefined) return [];
  const [last] = await query<{ sequence: string; mac: Buffer }>(
    `with part as (
       select sequence, mac, at from access_entry
        where segment = $1 and sequence > $2 order by sequence limit $3
     )
     select sequence, mac from part
      where sequence < coalesce((select min(sequence) from part where at >= $4), 9223372036854775807)
      order by sequence desc limit 1`,
    [number, segment.removed_through, partSize, before],
  );
  if (last === undefined) return [];
  const removed = await query<RemovedRow>(
    "delete from access_entry where segment = $1 and sequence > $2 and sequence <= $3 returning readers, readers_hash",
    [number, segment.removed_through, last.sequence],
  );
  await query(removeUnnamedLists, [removed.flatMap(({ readers_hash: hash }) => hash ?? [])]);
  // Last, because the segment's writer waits for its row.
  await query(
    "update access_segment set removed_through = $2, removed_mac = $3, removal_mac = $4 where number = $1",
    [
      number,
      last.sequence,
      last.mac,
      toRemovalMac(toMac, Number(number), { sequence: Number(last.sequence), mac: last.mac }),
    ],
  );
  return removed;
}
