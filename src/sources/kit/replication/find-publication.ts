// The publication of a source's tables: the operator's own, or one that is made where the role may.
import { createHash } from "node:crypto";
import type { ControlQuery } from "./control.js";
import { ReplicationUnavailable, type SlotNames } from "./slot.js";

/** What a publication has of the tables that are asked for. */
export interface FoundPublication {
  /** Changes when the publication, or one of the tables in it, was taken away and put back. */
  readonly fingerprint: string;
  /** Schema and name of each table, in the order in which they were asked for. */
  readonly relations: readonly string[];
  readonly missing: readonly MissingTable[];
}

/** A table that is not published. */
export interface MissingTable {
  readonly relation: string;
  readonly quoted: string;
  /** Whether its rows can be named when they are updated. */
  readonly isUpdatable: boolean;
}

/** Looks at a publication; one that does not exist lacks all tables. */
export async function findPublication(
  query: ControlQuery,
  { publication, tables: names }: Pick<SlotNames, "publication" | "tables">,
): Promise<FoundPublication> {
  const tables = await listTables(query, publication, names);
  const [row] = await query<readonly [string]>(
    `select concat_ws(' ', p.oid, (
       select string_agg(r.oid::text, ' ' order by r.oid) from pg_publication_rel r
       where r.prpubid = p.oid and r.prrelid = any($2::text[]::regclass[])))
     from pg_publication p where p.pubname = $1`,
    [publication, names],
  );
  const fingerprint = createHash("sha256")
    .update(row?.[0] ?? "")
    .digest("hex")
    .slice(0, 16);
  return {
    fingerprint,
    relations: tables.map(({ relation }) => relation),
    missing: tables.filter(({ isPublished }) => !isPublished),
  };
}

/** Publishes tables. Throws ReplicationUnavailable where that would hurt the source. */
export async function publishTables(
  query: ControlQuery,
  publication: string,
  tables: readonly MissingTable[],
): Promise<void> {
  // PostgreSQL refuses updates of a published table whose rows it cannot name: the source's own would fail.
  const bad = tables.find(({ isUpdatable }) => !isUpdatable);
  if (bad !== undefined)
    throw new ReplicationUnavailable(`The table ${bad.relation} has no primary key and no replica identity.`);
  const list = [...new Set(tables.map(({ quoted }) => quoted))].join(", ");
  const found = await query("select from pg_publication where pubname = $1", [publication]);
  await query(
    found.length === 0
      ? `create publication ${publication} for table ${list} with (publish_via_partition_root = true)`
      : `alter publication ${publication} add table ${list}`,
  );
}

interface Table extends MissingTable {
  readonly isPublished: boolean;
}

async function listTables(
  query: ControlQuery,
  publication: string,
  names: readonly string[],
): Promise<readonly Table[]> {
  const rows = await query<readonly [string, string, boolean, boolean]>(
    `select n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname),
       exists (select from pg_publication_tables t
         where t.pubname = $2 and t.schemaname = n.nspname and t.tablename = c.relname),
       c.relreplident in ('f', 'i') or (c.relreplident = 'd' and exists (
         select from pg_index i where i.indrelid = c.oid and i.indisprimary))
     from unnest($1::text[]) with ordinality as asked(name, n)
     join pg_class c on c.oid = asked.name::regclass
     join pg_namespace n on n.oid = c.relnamespace
     order by asked.n`,
    [names, publication],
  );
  return rows.map(([relation, quoted, isPublished, isUpdatable]) => ({
    relation,
    quoted,
    isPublished,
    isUpdatable,
  }));
}
