import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import { openRawSocket } from "./raw-socket.js";
import { startDemoTransport, type DemoTransport } from "./start-demo-transport.js";

async function askToWait(demo: DemoTransport): Promise<Response> {
  return fetch(`${demo.transport.url}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${await demo.token()}`, "content-type": "application/json" },
    body: JSON.stringify({ query: "{ wait }" }),
  });
}

async function isRefused(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.once("connect", () => resolve(false)).once("error", () => resolve(true));
    socket.once("connect", () => socket.destroy());
  });
}

test("at shutdown a request in flight is answered, and nobody new gets in", async () => {
  await using demo = await startDemoTransport();
  const answer = askToWait(demo);
  await vi.waitFor(() => expect(demo.handler.origins).toHaveLength(1));
  const closed = demo.transport.close();
  await vi.waitFor(async () => expect(await isRefused(demo.transport.url)).toBe(true));
  demo.handler.release();
  const response = await answer;
  expect(response.headers.get("connection")).toBe("close");
  expect(await response.json()).toEqual({ data: { wait: true } });
  await closed;
});

test("at shutdown sockets finish what they execute and are sent elsewhere with 1001", async () => {
  await using demo = await startDemoTransport();
  const raw = await openRawSocket(demo.socketUrl, { token: await demo.token() });
  await vi.waitFor(() => expect(raw.received).toHaveLength(1));
  raw.send({ type: "subscribe", id: "1", payload: { query: "subscription { silence }" } });
  raw.send({ type: "subscribe", id: "2", payload: { query: "{ wait }" } });
  await vi.waitFor(() => expect(demo.handler.origins).toHaveLength(2));
  const closed = demo.transport.close();
  demo.handler.release();
  expect((await raw.closed).code).toBe(1001);
  expect(raw.received.filter(({ id }) => id === "2").map(({ type }) => type)).toEqual(["next", "complete"]);
  await closed;
  expect(demo.handler.running).toBe(0);
});

test("shutdown ends in bounded time, whatever a request or a client does", async () => {
  await using demo = await startDemoTransport({ settings: { shutdownGraceMs: 100 } });
  const answer = askToWait(demo).then(
    () => "answered",
    () => "cut off",
  );
  const deaf = await openRawSocket(demo.socketUrl, { token: await demo.token() });
  await vi.waitFor(() => expect(deaf.received).toHaveLength(1));
  deaf.send({ type: "subscribe", id: "1", payload: { query: "{ wait }" } });
  await vi.waitFor(() => expect(demo.handler.origins).toHaveLength(2));
  deaf.socket.pause();
  const before = Date.now();
  await demo.transport.close();
  expect(Date.now() - before).toBeLessThan(3_000);
  expect(await answer).toBe("cut off");
  expect(demo.handler.origins.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  deaf.socket.terminate();
});

test("closing twice is closing once", async () => {
  await using demo = await startDemoTransport();
  expect(demo.transport.close()).toBe(demo.transport.close());
  await demo.transport.close();
});
