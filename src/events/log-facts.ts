// What the publisher has to know of the log beside its events.
import { createHash } from "node:crypto";
import type { EventLogSettings } from "./postgres-event-log.js";

type Read = EventLogSettings["read"];

const identity = {
  name: "log-identity",
  text: `select system_identifier::text || '/' || (select oid from pg_database where datname = current_database())
    from pg_control_system()`,
};
// Walks back from the newest event to the first that is old enough.
const cursorBefore = {
  name: "cursor-before",
  text: `select cursor from event where recorded_at < now() - make_interval(hours => $1) order by cursor desc limit 1`,
};
const erasedCursors = {
  name: "erased-cursors",
  text: "select cursor from event where customer_id = $1 and record is null and cursor >= $2 order by cursor desc",
};

/** A short name of the database: another server or another database has another one. */
export async function findLogId(read: Read): Promise<string> {
  const [row] = await read<[string]>(identity, []);
  return createHash("sha256")
    .update(row?.[0] ?? "")
    .digest("hex")
    .slice(0, 8);
}

/** Cursor of the newest event that is older; 0 when there is none. */
export async function findCursorBefore(read: Read, hours: number): Promise<bigint> {
  const [row] = await read<[string]>(cursorBefore, [hours]);
  return BigInt(row?.[0] ?? 0);
}

/** Cursors, the newest first, of what the person behind a pseudonym did before they were erased. */
export async function listErasedCursors(
  read: Read,
  pseudonym: string,
  first: bigint,
): Promise<readonly bigint[]> {
  const rows = await read<[string]>(erasedCursors, [pseudonym, first.toString()]);
  return rows.map(([cursor]) => BigInt(cursor));
}
