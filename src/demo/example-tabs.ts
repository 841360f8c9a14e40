// The examples as tabs of GraphiQL, with variables that the demo bank answers as they stand.
import { readdir, readFile } from "node:fs/promises";
import { toNodeId } from "../shared/ids.js";
import { toCustomerId } from "./bank/gateway/consent-rows.js";
import { showcase } from "./bank/showcase.js";

const examples = new URL("../../examples/operations/", import.meta.url);
const minjun = toNodeId("Customer", toCustomerId(showcase.minjun.custNo));

/** What stands in the variables of every example that has them. */
const variables: Readonly<Record<string, unknown>> = {
  phone: showcase.minjun.phone,
  customerId: minjun,
  id: minjun,
  ids: [minjun, "web_unknown"],
  clientKey: "graphiql-withdraw-consent",
  purpose: "MARKETING",
  channel: "SMS",
  noticeVersion: "2026-01",
};

/** The `input` of each example that has one. */
const inputs: Readonly<Record<string, object>> = {
  "record-call": {
    clientKey: "graphiql-record-call",
    customerId: minjun,
    channel: "CALL",
    startedAt: "2026-01-05T01:30:00Z",
    endedAt: "2026-01-05T01:36:00Z",
    topic: "한도 상향",
    summary: "체크카드 한도 상향을 문의하심.",
    satisfaction: 5,
  },
  "save-preferences": { customerId: minjun, version: 2, quietHours: { from: "21:00", to: "08:00" } },
};

/** One tab; `variables` is JSON text. */
export interface ExampleTab {
  readonly query: string;
  readonly variables?: string;
}

/** All examples; the first is the one that is seen at once, the incoming call. */
export async function listExampleTabs(): Promise<readonly ExampleTab[]> {
  const names = await readdir(examples, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith(".graphql")).sort();
  files.sort(
    (left, right) => Number(right.includes("incoming-call")) - Number(left.includes("incoming-call")),
  );
  return Promise.all(
    files.map(async (name) => {
      const query = await readFile(new URL(name, examples), "utf8");
      const input = inputs[name.replace(/^.*\/|\.graphql$/g, "")];
      const known = Object.entries({ ...variables, ...(input && { input }) });
      const used = known.filter(([variable]) => query.includes(`$${variable}:`));
      return used.length === 0
        ? { query }
        : { query, variables: JSON.stringify(Object.fromEntries(used), undefined, 2) };
    }),
  );
}
