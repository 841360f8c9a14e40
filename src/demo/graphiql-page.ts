// The GraphiQL page of the demo: built at the first start, prefilled with the examples and an agent's token.
import { fileURLToPath } from "node:url";
import { buildGraphiql } from "../../scripts/build-graphiql.js";
import type { GraphiqlSettings } from "../transport/graphiql.js";
import type { ReportProgress } from "./demo-bank.js";
import { listExampleTabs } from "./example-tabs.js";
import type { TokenIssuer } from "./token-issuer.js";

const step = "GraphiQL page";
const directory = fileURLToPath(new URL("../../dist/graphiql", import.meta.url));

/** Builds the page where its inputs have changed; `issuer` signs the token in it, absent when it is somebody else's. */
export async function createGraphiqlSettings(
  issuer: TokenIssuer | undefined,
  report: ReportProgress,
): Promise<GraphiqlSettings> {
  report({ step, done: 0, total: 1 });
  await buildGraphiql({ outDir: directory, onProgress: (done) => report({ step, done, total: 1 }) });
  report({ step, done: 1, total: 1 });
  const tabs = await listExampleTabs();
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
