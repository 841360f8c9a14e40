// Which parts of a data set are whole, and of which version. The marks stand in the same server as the parts, so that both
// are durable or neither is; an interrupted run builds the part again in which it stopped, and no other.
import { withClient } from "../../src/demo/create-bank-databases.js";

/** Versions of the finished parts by name. */
export async function findFinishedParts(adminUrl: string): Promise<ReadonlyMap<string, string>> {
  return withClient(adminUrl, async (client) => {
    await client.query(
      "create table if not exists finished_part (name text primary key, version text not null)",
    );
    const { rows } = await client.query<{ name: string; version: string }>(
      "select name, version from finished_part",
    );
    return new Map(rows.map(({ name, version }) => [name, version]));
  });
}

/** Makes the part's database anew and takes its mark away. */
export async function resetPart(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query("delete from finished_part where name = $1", [name]);
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name} template template0`);
  });
}

/** Marks a part as whole. */
export async function markPartFinished(adminUrl: string, name: string, version: string): Promise<void> {
  await withClient(adminUrl, (client) =>
    client.query(
      `insert into finished_part values ($1, $2) on conflict (name) do update set version = excluded.version`,
      [name, version],
    ),
  );
}
