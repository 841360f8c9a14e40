// Lists of a given length: the web events of the eight who have the most, in the published size a thousand and more.
import { Client } from "pg";
import type { Workload } from "./workloads.js";

/** The API's largest page; a longer list is that of several customers in one request. */
const maxPage = 200;

/** A workload for each length. */
export async function readListWorkloads(
  databaseUrl: string,
  lengths: readonly number[],
): Promise<readonly (readonly [length: number, workload: Workload])[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<[string]>({
      text: `select link.customer_id::text from identity_link link
        join (select login_id from hit where login_id is not null group by 1 order by count(*) desc, 1 limit 8) busy
          on link.value = busy.login_id
        where link.namespace = 'LOGIN_ID' order by 1`,
      rowMode: "array",
    });
    const ids = rows.map(([id]) => id);
    return lengths.map((length) => [length, toWorkload(length, ids)]);
  } finally {
    await client.end();
  }
}

function toWorkload(length: number, ids: readonly string[]): Workload {
  const customers = Math.ceil(length / maxPage);
  const parts = Array.from({ length: customers }, (_, at) => String(at));
  const operationName = `ListOf${String(length)}`;
  const first = Math.ceil(length / customers);
  const fields = "edges { node { id type name url device sessionId occurredAt } }";
  return {
    name: `list${String(length)}`,
    operationName,
    document: `query ${operationName}(${parts.map((part) => `$id${part}: ID!`).join(" ")}) {
${parts.map((part) => `  c${part}: customer(id: $id${part}) { webEvents(first: ${String(first)}) { ${fields} } }`).join("\n")}
}`,
    keyed: "by customers",
    first,
    keys: ids.map((_, at) => parts.map((part) => ids[(at + Number(part)) % ids.length]).join()),
  };
}
