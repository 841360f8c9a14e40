// Many subscribers in one process, each with a connection of its own, that write down every cursor they are told. One in
// four follows server-sent events, the others the socket by the exported client.
import WebSocket from "ws";
import { createResumingClient } from "../../src/client/resuming-client.js";
import { followSse } from "./sse-follower.js";
import type { SubscribersOrder, SubscribersReport } from "./subscribers.js";

const query = `subscription Follow($customerId: ID!, $after: String) {
  customerContext(customerId: $customerId, after: $after) {
    cursor
    kind
    customer { id }
    record { __typename ... on WebEvent { id name url } ... on Transfer { id } }
  }
}`;

const reports: { name: string; customerId: string; cursors: string[]; interruptions: string[] }[] = [];
const interruptions: Record<string, number> = {};
let failure: string | undefined;

async function follow(order: SubscribersOrder, at: number, onSnapshot: () => void): Promise<void> {
  const customerId = order.customerIds[at % order.customerIds.length]!;
  const url = `${order.gatewayUrls[at % order.gatewayUrls.length]!}/graphql`;
  const name = `${at % 4 === 3 ? "stream" : "socket"} ${String(at)}`;
  const report = { name, customerId, cursors: [] as string[], interruptions: [] as string[] };
  reports.push(report);
  const { cursors } = report;
  const count = (why: string): void => {
    interruptions[why] = (interruptions[why] ?? 0) + 1;
    report.interruptions.push(`${new Date().toISOString()} ${why}`);
  };
  const onCursor = (cursor: string): void => {
    cursors.push(cursor);
    if (cursors.length === 1) onSnapshot();
  };
  const getToken = async (): Promise<string> => {
    const seconds = order.tokenSeconds + (at % 10);
    const response = await fetch(`${order.issuerUrl}/token?role=AGENT&seconds=${String(seconds)}`);
    return response.text();
  };
  const operation = { query, variables: { customerId } };
  if (at % 4 === 3) {
    await followSse({ url, getToken, operation, onCursor, onInterrupted: (why) => count(`stream ${why}`) });
  }
  const client = createResumingClient({
    url,
    getToken,
    webSocket: WebSocket,
    backoff: { minMs: 100, maxMs: 2_000 },
    onInterrupted: ({ code, closeCode }) =>
      count(closeCode === undefined ? `socket ${code}` : `socket closed ${String(closeCode)}`),
  });
  for await (const { cursor, errors } of client.follow(operation)) {
    if (cursor === undefined) throw new Error(`An event without a cursor: ${JSON.stringify(errors)}`);
    onCursor(cursor);
  }
  throw new Error("A subscription was completed.");
}

process.on("message", (message: SubscribersOrder | "report") => {
  if (message === "report") {
    process.send?.({
      reports,
      interruptions,
      ...(failure !== undefined && { failure }),
    } satisfies SubscribersReport);
    return;
  }
  let waiting = message.numbers.length;
  for (const at of message.numbers) {
    follow(message, at, () => {
      if ((waiting -= 1) === 0) process.send?.("ready");
    }).catch((error: unknown) => {
      failure ??= error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    });
  }
});
process.on("disconnect", () => process.exit(0));
