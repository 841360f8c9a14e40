import { expect, test } from "vitest";
import { toCustomerId } from "../../../harness/showcase-ids.js";
import { realTime } from "../real-time.js";
import { deadlineMs, startStage, toleranceMs, warmUp } from "../scenario.js";
import { startSilentServer } from "./silent-server.js";

const document = `query ($id: ID!, $contact: ID!) {
  node(id: $contact) { id }
  customer(id: $id) { profile { tier } webEvents(first: 1) { edges { node { id } } } transfers(first: 1) { edges { node { id } } } }
}`;

test("a lookup in a source that hangs does not take the time of the other blocks", realTime, async () => {
  await using stage = await startStage({ start: startSilentServer }, "campaigns");
  const healthy = await warmUp(stage);
  const contacts = healthy.customer["contacts"] as { edges: { node: { id: string } }[] };
  const variables = { id: toCustomerId("minjun"), contact: contacts.edges[0]?.node.id };
  const whole = await stage.app.ask(document, variables);
  expect(whole.errors).toBeUndefined();

  await stage.upstream.misbehave();
  const startedAt = performance.now();
  const { data, errors } = await stage.app.ask(document, variables);
  expect(performance.now() - startedAt).toBeLessThan(deadlineMs + toleranceMs);
  const { customer } = whole.data as unknown as { customer: object };
  expect(data).toEqual({ node: null, customer });
  expect(errors?.map(({ extensions }) => [extensions["code"], extensions["source"]])).toEqual([
    ["SOURCE_UNAVAILABLE", "campaigns"],
  ]);
});
