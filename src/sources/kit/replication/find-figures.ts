import type { ControlQuery } from "./control.js";
import type { SlotFigures } from "./replication-status.js";

/** What the server says of a slot; undefined when there is none. */
export async function findFigures(query: ControlQuery, slot: string): Promise<SlotFigures | undefined> {
  const [row] = await query<readonly [string | null, string | null, string | null, boolean]>(
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::text,
       pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::text, wal_status, active
     from pg_replication_slots where slot_name = $1`,
    [slot],
  );
  if (row === undefined) return undefined;
  const [lagBytes, retainedBytes, walStatus, isActive] = row;
  return {
    lagBytes: Number(lagBytes ?? 0),
    retainedBytes: Number(retainedBytes ?? 0),
    walStatus: walStatus ?? "lost",
    isActive,
  };
}
