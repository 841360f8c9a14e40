import { expect, test, vi } from "vitest";
import { sources as bankSources } from "../../src/sources/index.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp } from "../harness/test-app.js";

interface Health {
  readonly name: string;
  readonly status: string;
  readonly asOf: string | null;
  readonly latencyMs: number | null;
  readonly error: string | null;
}

const document = "{ sources { name status asOf latencyMs error } }";

test("Query.sources tells status, age and latency of every source, without a customer", async () => {
  await using app = await startTestApp({ isFollowing: false });
  const before = Date.now();
  const { data, errors } = await app.ask(document, {}, { role: "ANALYST", purpose: "ANALYTICS" });
  expect(errors).toBeUndefined();
  const { sources } = data as unknown as { sources: readonly Health[] };
  expect(sources.map(({ name }) => name)).toEqual(bankSources.map(({ name }) => name));
  for (const { status, asOf, latencyMs, error } of sources) {
    expect({ status, error }).toEqual({ status: "OK", error: null });
    expect(latencyMs).toBeGreaterThan(0);
    expect(new Date(asOf ?? 0).getTime()).toBeGreaterThanOrEqual(before - 1);
  }
});

test("a source that keeps failing is left alone, and Query.sources and its fields say so", async () => {
  const url = new URL("postgresql://nobody:secret@127.0.0.1:1/none");
  await using app = await startTestApp({
    isFollowing: false,
    sourceSettings: { TRANSFERS_URL: url.href },
    connect: { guard: { breakerFailures: 3, probeIntervalMs: 5_000, maxQueued: 10 } },
  });
  const ask = () =>
    app.ask(
      "query ($id: ID!) { customer(id: $id) { profile { tier } transfers(first: 1) { edges { cursor } } } }",
      {
        id: toCustomerId("minjun"),
      },
    );
  await vi.waitFor(
    async () => expect((await ask()).errors?.[0]?.extensions["status"]).toBe("CIRCUIT_OPEN"),
    5_000,
  );
  const { data } = await app.ask(document);
  const { sources } = data as unknown as { sources: readonly Health[] };
  expect(sources.find(({ name }) => name === "transfers")).toMatchObject({
    status: "CIRCUIT_OPEN",
    asOf: null,
    error: expect.any(String) as string,
  });
  expect(JSON.stringify(sources)).not.toMatch(/127\.0\.0\.1|ECONN|secret/i);
});
