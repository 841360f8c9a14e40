import supertest from "supertest";
import { expect, test } from "vitest";
import type { PartHealth } from "../../src/transport/health.js";
import { startDemoTransport } from "./start-demo-transport.js";

const store: PartHealth = { name: "store", isReady: true, isNeeded: true, status: "OK" };
const crm: PartHealth = { name: "crm", isReady: false, isNeeded: false, status: "UNAVAILABLE" };

async function askReady(findHealth: () => Promise<readonly PartHealth[]>) {
  const demo = await startDemoTransport({ parts: { findHealth } });
  const { status, body, headers } = await supertest(demo.transport.server.server).get("/ready");
  await demo[Symbol.asyncDispose]();
  return { status, body, headers };
}

test("/live answers without a token", async () => {
  await using demo = await startDemoTransport();
  const response = await supertest(demo.transport.server.server).get("/live");
  expect([response.status, response.body]).toEqual([200, { status: "live" }]);
});

test("/ready tells of every part; a source that is down changes nothing", async () => {
  const { status, body, headers } = await askReady(async () => [store, crm]);
  expect(status).toBe(200);
  expect(headers["cache-control"]).toBe("no-store");
  expect(body).toEqual({
    status: "ready",
    parts: {
      store: { ready: true, needed: true, status: "OK" },
      crm: { ready: false, needed: false, status: "UNAVAILABLE" },
    },
  });
});

test("/ready is 503 when a needed part is not ready, or when asking fails", async () => {
  expect((await askReady(async () => [{ ...store, isReady: false }])).status).toBe(503);
  const failed = await askReady(() => Promise.reject(new Error("password authentication failed")));
  expect(failed.status).toBe(503);
  expect(JSON.stringify(failed.body)).not.toContain("password");
});

test("/ready asks the parts once for many callers at once", async () => {
  let asked = 0;
  const findHealth = async (): Promise<readonly PartHealth[]> => {
    asked += 1;
    return [store];
  };
  await using demo = await startDemoTransport({ parts: { findHealth } });
  await Promise.all(Array.from({ length: 5 }, () => supertest(demo.transport.server.server).get("/ready")));
  expect(asked).toBe(1);
});
