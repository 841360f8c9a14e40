// A gateway and a worker apart, over one store: what happens in a source reaches a subscriber of the gateway.
import { expect, test, vi } from "vitest";
import { createDemoBank } from "../harness/demo-bank.js";
import { startTestApp } from "../harness/test-app.js";

test("a gateway answers, a worker says how it is and does the work", { timeout: 60_000 }, async () => {
  await using bank = await createDemoBank();
  await using gateway = await startTestApp({ bank, role: "gateway" });
  const followed = () =>
    gateway.app.store.read<[string]>(
      { name: "test-leases", text: "select name from work_lease order by 1" },
      [],
    );
  expect(await followed()).toEqual([]);
  await using worker = await startTestApp({ bank, role: "worker" });
  for (const path of ["/live", "/health", "/ready"]) {
    expect((await fetch(`${gateway.url}${path}`)).status).toBe(200);
    expect((await fetch(`${worker.url}${path}`)).status).toBe(200);
  }
  expect((await fetch(`${worker.url}/graphql`, { method: "POST" })).status).toBe(404);
  expect((await gateway.ask("{ viewer { id } }")).status).toBe(200);
  await vi.waitFor(
    async () => {
      const names = (await followed()).map(([name]) => name);
      expect(names).toContain("follow:crm");
      expect(names.filter((name) => name.startsWith("evaluate-rules:"))).toHaveLength(16);
    },
    { timeout: 10_000, interval: 50 },
  );
});
