// The text that ends a start: addresses, tokens, and two lines to try.
import { showcase } from "./bank/showcase.js";
import type { ReadyToken } from "./issue-ready-tokens.js";

/** What the text tells. */
export interface Welcome {
  /** Where the gateway listens, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly tokens: readonly ReadyToken[];
  /** Further lines, e.g. where the log is. */
  readonly notes: readonly string[];
}

/** Builds the text. Without tokens there is nothing to try either: the issuer is somebody else's. */
export function buildWelcome({ url, tokens, notes }: Welcome): string {
  const socketUrl = url.replace(/^http/, "ws");
  const lines = [
    "",
    "The customer-360 gateway answers.",
    "",
    `  GraphQL    ${url}/graphql`,
    `  live       ${socketUrl}/graphql  (graphql-transport-ws)`,
    `  GraphiQL   ${url}/graphiql`,
    `  health     ${url}/live  ${url}/ready`,
    ...notes.map((note) => `  ${note}`),
    "",
  ];
  if (tokens.length > 0) lines.push(...describeTokens(tokens), ...describeTrial(url));
  return `${lines.join("\n")}\n`;
}

function describeTokens(tokens: readonly ReadyToken[]): readonly string[] {
  const lines = tokens.map(
    ({ role, purpose, token }) => `  ${role.padEnd(16)} ${purpose.padEnd(10)} ${token}`,
  );
  return ["Tokens for twelve hours (role, purpose, token):", ...lines, ""];
}

function describeTrial(url: string): readonly string[] {
  const { phone } = showcase.minjun;
  const query =
    `{ customerByIdentity(identity: { namespace: PHONE, value: \\"${phone}\\" }) ` +
    "{ id profile { displayName tier } sources { name status } } }";
  return [
    "Try:",
    "  TOKEN=$(npm run --silent token -- --role agent --purpose SERVICE)",
    `  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H "content-type: application/json" -d '{"query":"${query}"}'`,
    "",
    "Ctrl-C stops everything.",
    "",
  ];
}
