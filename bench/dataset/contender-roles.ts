// A database role for each contender, so that the server can say whose backends and whose statements are whose.
import type { Client } from "pg";
import type { DataSet } from "./start-data-set.js";

const password = "bench";

/** Makes the role and answers its name; it may do everything, because ours makes and changes its own tables. */
export async function createContenderRole(admin: Client, contender: string): Promise<string> {
  const role = `bench_${contender.toLowerCase()}`;
  const { rowCount } = await admin.query("select from pg_roles where rolname = $1", [role]);
  if (rowCount === 0) await admin.query(`create role ${role} superuser login password '${password}'`);
  return role;
}

/** The connection URL of a database with a role. */
export function toRoleUrl({ postgres }: DataSet, role: string): (database: string) => string {
  return (database) => {
    const url = new URL(postgres.url(database));
    url.username = role;
    url.password = password;
    return url.href;
  };
}
