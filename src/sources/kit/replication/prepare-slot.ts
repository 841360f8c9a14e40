// Makes ready what changes are sent through: the publication of the tables and the slot that remembers what was sent.
// Out: whether the slot goes on where the gateway stopped, or changes lie in between that it cannot send any more.
import { DatabaseError } from "pg";
import { withControl, type ControlQuery } from "./control.js";
import { findPublication, publishTables } from "./find-publication.js";
import { type Lsn, parseLsn, type ReplicationPosition } from "./lsn.js";
import { type PreparedSlot, ReplicationUnavailable, type SlotGap, type SlotNames } from "./slot.js";

/** The first version whose pgoutput takes the options that are sent. */
const oldestVersion = 140_000;

/** What the server's refusals mean, by SQLSTATE. */
const refusals: Readonly<Record<string, string>> = {
  "42501":
    "The role may not make the publication or the slot: it needs REPLICATION, and a publication made by the tables' owner.",
  "53400": "All replication slots are in use: raise max_replication_slots.",
  "55000": "The server is not set up for logical replication: set wal_level to logical.",
};

interface SlotRow {
  readonly isOurs: boolean;
  readonly isActive: boolean;
  readonly isLost: boolean;
  readonly confirmed: Lsn;
}

/** Looks, makes what is missing, and judges. BUSY: another process reads from the slot. */
export async function prepareSlot(
  names: SlotNames,
  saved: ReplicationPosition | undefined,
  { mustRemake, signal }: { readonly mustRemake: boolean; readonly signal: AbortSignal },
): Promise<PreparedSlot | { readonly state: "BUSY" }> {
  try {
    return await withControl(names.url, signal, async (query) => {
      const server = await checkServer(query);
      const { missing } = await findPublication(query, names);
      if (missing.length > 0) await publishTables(query, names.publication, missing);
      const publication = await findPublication(query, names);
      const found = await findSlot(query, names.slot);
      if (found?.isOurs === false)
        throw new ReplicationUnavailable(`The slot ${names.slot} is another program's: choose another name.`);
      if (found?.isActive) return { state: "BUSY" };
      const isUnusable = found !== undefined && (found.isLost || mustRemake);
      if (isUnusable) await query("select pg_drop_replication_slot($1)", [names.slot]);
      const confirmed =
        found === undefined || isUnusable ? await createSlot(query, names.slot) : found.confirmed;
      const start = { system: server.system, publication: publication.fingerprint, lsn: confirmed };
      const gap = found?.isLost ? "LOST" : findGap(saved, start, server.end, found === undefined);
      return { state: "READY", gap, start, relations: publication.relations };
    });
  } catch (error) {
    const sentence = error instanceof DatabaseError ? refusals[error.code ?? ""] : undefined;
    throw sentence === undefined ? error : new ReplicationUnavailable(sentence, { cause: error });
  }
}

function findGap(
  saved: ReplicationPosition | undefined,
  start: ReplicationPosition,
  end: Lsn,
  wasMissing: boolean,
): SlotGap | undefined {
  if (saved === undefined) return "NEW";
  if (wasMissing) return "MISSING";
  // The slot is confirmed behind our own commit only, so it never is further than what we saved.
  if (saved.system !== start.system || saved.lsn < start.lsn || saved.lsn > end) return "MOVED";
  return saved.publication === start.publication ? undefined : "REPUBLISHED";
}

async function checkServer(query: ControlQuery): Promise<{ readonly system: string; readonly end: Lsn }> {
  const [row] = await query<readonly [number, string, boolean, string]>(`
    select current_setting('server_version_num')::int, current_setting('wal_level'), pg_is_in_recovery(),
      (select system_identifier::text from pg_control_system())`);
  const [version = 0, walLevel, isStandby, system = ""] = row ?? [];
  if (version < oldestVersion) throw new ReplicationUnavailable("The server is older than PostgreSQL 14.");
  if (isStandby === true)
    throw new ReplicationUnavailable("The server is a standby: replication needs the primary.");
  if (walLevel !== "logical") throw new ReplicationUnavailable(refusals["55000"]);
  const [end] = await query<readonly [string]>("select pg_current_wal_insert_lsn()::text");
  return { system, end: parseLsn(end?.[0] ?? "") };
}

async function findSlot(query: ControlQuery, name: string): Promise<SlotRow | undefined> {
  const [row] = await query<readonly [boolean, boolean, boolean, string]>(
    `select coalesce(plugin = 'pgoutput' and database = current_database(), false), active,
       coalesce(wal_status = 'lost', false), coalesce(confirmed_flush_lsn, '0/0')::text
     from pg_replication_slots where slot_name = $1`,
    [name],
  );
  if (row === undefined) return undefined;
  const [isOurs, isActive, isLost, confirmed] = row;
  return { isOurs, isActive, isLost, confirmed: parseLsn(confirmed) };
}

async function createSlot(query: ControlQuery, name: string): Promise<Lsn> {
  const [row] = await query<readonly [string]>(
    "select lsn::text from pg_create_logical_replication_slot($1, 'pgoutput')",
    [name],
  );
  return parseLsn(row?.[0] ?? "");
}
