// Views of products as events of the log, and a subscription that tells of them, for tests of what happens on the way.
import type { showcase } from "../../src/demo/bank/showcase.js";
import { toWebEvent } from "../fakes/records.js";
import type { LiveSubscription, Message } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import type { TestApp } from "../harness/test-app.js";

/** Follows a customer; the variables are `customerId` and `after`. */
export const viewsOperation = `subscription Views($customerId: ID!, $after: String) {
  customerContext(customerId: $customerId, after: $after) { cursor kind customer { id } record { ... on WebEvent { id product } } }
}`;

/** What the operation tells. */
export interface View {
  readonly cursor: string;
  readonly kind: string;
  readonly record: { readonly id: string } | null;
}

/** Appends a view for each id, all in one transaction; `more` goes into each record. */
export async function appendViews(
  { app }: TestApp,
  ids: readonly string[],
  { customer = "minjun", product = "적금" }: { customer?: keyof typeof showcase; product?: string } = {},
): Promise<void> {
  await app.store.unitOfWork.run(async ({ events }) => {
    await events.append(
      ids.map((id) => ({
        type: "web-event.recorded",
        kind: "WEB_EVENT",
        customerId: toCustomerId(customer).slice("cus_".length),
        recordId: id,
        record: toWebEvent(id, { product }),
        occurredAt: "2026-11-20T09:00:00Z",
        dedupKey: `views:${id}`,
      })),
    );
  });
}

/** The event of a message. */
export function toView(message: Pick<Message, "data">): View {
  return (message.data as unknown as { customerContext: View }).customerContext;
}

/** The ids of the next records, as many as are wanted; a snapshot is passed over. */
export async function takeViews(stream: LiveSubscription, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { record } = toView(await stream.next());
    if (record !== null) ids.push(record.id.replace(/^web_/, ""));
  }
  return ids;
}
