// The three measured operations, and for which customers they are asked: drawn by a seed, the same for every contender.
import { readFile } from "node:fs/promises";
import { Client } from "pg";
import { Random } from "../src/demo/bank/random.js";

/** Names of the workloads, in the order in which they are measured. */
export const workloadNames = ["q1", "q2", "q3"] as const;
export type WorkloadName = (typeof workloadNames)[number];

/** An operation and the keys that it is asked for. */
export interface Workload {
  readonly name: string;
  readonly document: string;
  readonly operationName: string;
  /** What a key is: a customer's id, the id after which a page begins, or several customers' ids with commas between. */
  readonly keyed: "by customer" | "by page" | "by customers";
  /** Records of each customer, where the key is of several. */
  readonly first?: number;
  readonly keys: readonly string[];
}

const operations: Readonly<Record<WorkloadName, readonly [file: string, operationName: string]>> = {
  q1: ["agent-screen", "AgentScreen"],
  q2: ["customer-page", "CustomerPage"],
  q3: ["customer-name", "CustomerName"],
};

/** So many different customers are asked for before the first one comes again. */
const keyCount = 4_000;

/**
 * Reads the operations and draws their keys. One customer's screen and name are asked for those with a login, of whom every
 * source has records: about 55 on a screen.
 */
export async function readWorkloads(databaseUrl: string): Promise<readonly Workload[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const everybody = await listIds(client, "select id::text from customer order by id");
    const withLogin = await listIds(
      client,
      "select distinct customer_id::text from identity_link where namespace = 'LOGIN_ID' order by 1",
    );
    return await Promise.all(
      workloadNames.map(async (name): Promise<Workload> => {
        const [file, operationName] = operations[name];
        const document = await readFile(new URL(`operations/${file}.graphql`, import.meta.url), "utf8");
        const ids = name === "q2" ? everybody : withLogin;
        const random = new Random(`bench:${name}`);
        const keys = Array.from({ length: keyCount }, () => random.pick(ids));
        return { name, document, operationName, keyed: name === "q2" ? "by page" : "by customer", keys };
      }),
    );
  } finally {
    await client.end();
  }
}

async function listIds(client: Client, text: string): Promise<readonly string[]> {
  const { rows } = await client.query<[string]>({ text, rowMode: "array" });
  return rows.map(([id]) => id);
}
