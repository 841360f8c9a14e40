import { runSql } from "./databases.js";

/** Everything that the tables of a database hold, as text, by table: for looking what is in it, whatever the columns. */
export async function dumpTables(url: string): Promise<ReadonlyMap<string, string>> {
  const tables = (await runSql(
    url,
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  )) as { name: string }[];
  const dumps = new Map<string, string>();
  for (const { name } of tables) {
    const [row] = (await runSql(
      url,
      `select coalesce(string_agg(to_jsonb(whole)::text, e'\\n'), '') as text from "${name}" whole`,
    )) as { text: string }[];
    dumps.set(name, row?.text ?? "");
  }
  return dumps;
}
