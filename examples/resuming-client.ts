// Follows a customer of the demo through restarts and broken lines: `npm run example:follow -- <url> <customer id> [cursor]`.
// Each event is printed after its cursor; whoever keeps the last one goes on behind it, also in another process.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createResumingClient, SubscriptionError } from "customer-360-gateway/client";

const [url = "http://localhost:4000", customerId, after] = process.argv.slice(2);
const issueToken = ["run", "--silent", "token", "--", "--role", "agent", "--purpose", "SERVICE"];
const client = createResumingClient({
  url: `${url}/graphql`,
  getToken: async () => (await promisify(execFile)("npm", issueToken)).stdout.trim(),
  onInterrupted: ({ code, waitMs }) => process.stderr.write(`${code}: again in ${String(waitMs)} ms\n`),
});
const query = `subscription Follow($customerId: ID!, $after: String) {
  customerContext(customerId: $customerId, after: $after) { cursor kind record { __typename ... on Node { id } } }
}`;
interface Data {
  readonly customerContext: { readonly kind: string; readonly record: { readonly id: string } | null };
}

try {
  for await (const { cursor, data } of client.follow<Data>({ query, variables: { customerId }, after })) {
    const event = data?.customerContext;
    process.stdout.write(`${cursor ?? "-"} ${event?.kind ?? "-"} ${event?.record?.id ?? "-"}\n`);
  }
} catch (error) {
  // CURSOR_TOO_OLD: begin again without a cursor, and read again what was kept. Others say what was wrong.
  process.stderr.write(
    error instanceof SubscriptionError ? `${error.code}: ${error.message}\n` : `${String(error)}\n`,
  );
  process.exitCode = 1;
}
