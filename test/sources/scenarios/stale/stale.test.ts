import { expect, test, vi } from "vitest";
import { toCustomerId } from "../../../harness/showcase-ids.js";
import { realTime } from "../real-time.js";
import { startRefusingServer } from "../down/refusing-server.js";
import { type Stage, startStage, warmUp } from "../scenario.js";

async function findSource({ app }: Stage, source: string): Promise<Readonly<Record<string, unknown>>> {
  const { data } = await app.ask(
    "query ($id: ID!) { customer(id: $id) { consultations(first: 2) { edges { node { id topic } } } sources { name status asOf } } }",
    { id: toCustomerId("minjun") },
  );
  const { sources } = (data as unknown as { customer: { sources: { name: string }[] } }).customer;
  return sources.find(({ name }) => name === source) ?? {};
}

test(
  "what was read lately stands in for a source that is down, marked as STALE, until an event says otherwise",
  realTime,
  async () => {
    await using stage = await startStage({ start: startRefusingServer }, "consultations", {
      staleForMs: 60_000,
    });
    const healthy = await warmUp(stage);
    const readBefore = new Date();
    await stage.upstream.misbehave();
    const answer = await stage.ask();
    expect(answer.errors).toEqual([]);
    expect(answer.customer).toEqual(healthy.customer);
    const { status, asOf } = await findSource(stage, "consultations");
    expect(status).toBe("STALE");
    expect(new Date(String(asOf)).getTime()).toBeLessThanOrEqual(readBefore.getTime());

    const { errors } = await stage.app.ask(
      "mutation ($input: RecordConsultationInput!) { recordConsultation(input: $input) { refusal { code } } }",
      {
        input: {
          clientKey: "stale-1",
          customerId: toCustomerId("minjun"),
          channel: "CALL",
          startedAt: "2026-06-30T10:00:00Z",
        },
      },
    );
    expect(errors).toBeUndefined();
    await vi.waitFor(
      async () => {
        const partial = await stage.ask();
        expect(partial.customer["consultations"]).toBeNull();
        expect(partial.errors).toHaveLength(1);
      },
      { timeout: 10_000, interval: 100 },
    );
  },
);

test(
  "without a time set for it a source that is down has no answer, however lately it was read",
  realTime,
  async () => {
    await using stage = await startStage({ start: startRefusingServer }, "consultations");
    await warmUp(stage);
    await stage.upstream.misbehave();
    const { customer, errors } = await stage.ask();
    expect(customer["consultations"]).toBeNull();
    expect(errors).toHaveLength(1);
  },
);
