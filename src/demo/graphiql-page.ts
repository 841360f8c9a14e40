// The GraphiQL page of the demo: built at the first start, prefilled with the examples and an agent's token.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { buildGraphiql } from "../../scripts/build-graphiql.js";
import type { GraphiqlSettings } from "../transport/graphiql.js";
import { showcase } from "./bank/showcase.js";
import { toCustomerId } from "./bank/gateway/consent-rows.js";
import type { ReportProgress } from "./demo-bank.js";
import type { TokenIssuer } from "./token-issuer.js";

const step = "GraphiQL page";
const examples = new URL("../../examples/operations/", import.meta.url);
const directory = fileURLToPath(new URL("../../dist/graphiql", import.meta.url));

/** What stands in the variables of an example that has them. */
const variables: Readonly<Record<string, unknown>> = {
  phone: showcase.minjun.phone,
  customerId: toCustomerId(showcase.minjun.custNo),
  id: toCustomerId(showcase.minjun.custNo),
};

/** Builds the page where its inputs have changed; `issuer` signs the token in it, absent when it is somebody else's. */
export async function createGraphiqlSettings(
  issuer: TokenIssuer | undefined,
  report: ReportProgress,
): Promise<GraphiqlSettings> {
  report({ step, done: 0, total: 1 });
  await buildGraphiql({ outDir: directory, onProgress: (done) => report({ step, done, total: 1 }) });
  report({ step, done: 1, total: 1 });
  const tabs = await listTabs();
  return {
    directory,
    config: async () => ({
      endpoint: "/graphql",
      subscriptionEndpoint: "/graphql",
      purpose: "SERVICE",
      token:
        issuer && (await issuer.issueToken({ role: "AGENT", purpose: "SERVICE", subject: "demo-graphiql" })),
      tabs,
    }),
  };
}

async function listTabs(): Promise<{ query: string; variables?: string }[]> {
  const names = await readdir(examples, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith(".graphql")).sort();
  // The first tab is the one that is seen: the incoming call.
  files.sort(
    (left, right) => Number(right.includes("incoming-call")) - Number(left.includes("incoming-call")),
  );
  return Promise.all(
    files.map(async (name) => {
      const query = await readFile(new URL(name, examples), "utf8");
      const used = Object.entries(variables).filter(([variable]) => query.includes(`$${variable}:`));
      return used.length === 0
        ? { query }
        : { query, variables: JSON.stringify(Object.fromEntries(used), undefined, 2) };
    }),
  );
}
