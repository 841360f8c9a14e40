// What a connection may cost: a client that stops reading, one that died, and one whose token ends.
import { expect, test, vi } from "vitest";
import { openRawSocket } from "./raw-socket.js";
import { startDemoTransport, type DemoTransport } from "./start-demo-transport.js";

const flood = { type: "subscribe", id: "1", payload: { query: "subscription { flood { number text } }" } };
const silence = { type: "subscribe", id: "1", payload: { query: "subscription { silence }" } };

async function openFlood(demo: DemoTransport) {
  const raw = await openRawSocket(demo.socketUrl, { token: await demo.token() });
  await vi.waitFor(() => expect(raw.received).toHaveLength(1));
  raw.send(flood);
  return raw;
}

test("a client that stops reading costs itself only, and misses nothing when it goes on", async () => {
  await using demo = await startDemoTransport({ settings: { socket: { maxBufferedBytes: 262_144 } } });
  const raw = await openFlood(demo);
  await vi.waitFor(() => expect(raw.received.length).toBeGreaterThan(10));
  raw.socket.pause();

  // The buffers of both operating systems fill up; from then on nothing more is made for this client.
  await vi.waitFor(
    async () => {
      const before = demo.handler.pulled;
      const other = demo.connect({ token: await demo.token() });
      for (let round = 0; round < 20; round++) {
        for await (const result of other.iterate({ query: "{ viewer { id } }" }))
          expect(result.errors).toBeUndefined();
      }
      await other.dispose();
      expect(demo.handler.pulled).toBe(before);
    },
    { timeout: 10_000 },
  );
  const held = demo.handler.pulled;
  raw.socket.resume();
  await vi.waitFor(() => expect(raw.received.length).toBeGreaterThan(held + 5), { timeout: 10_000 });
  const numbers = raw.received.slice(1).map((message) => (message.payload as FloodPayload).data.flood.number);
  expect(numbers).toEqual(numbers.map((_, index) => index));
  raw.socket.terminate();
  await vi.waitFor(() => expect(demo.handler.running).toBe(0));
});

interface FloodPayload {
  readonly data: { readonly flood: { readonly number: number } };
}

test("a peer that answers no ping is dropped, one that answers stays", async () => {
  await using demo = await startDemoTransport({ settings: { socket: { keepAliveMs: 250 } } });
  const params = { token: await demo.token() };
  const alive = await openRawSocket(demo.socketUrl, params);
  let pings = 0;
  alive.socket.on("ping", () => (pings += 1));
  const dead = await openRawSocket(demo.socketUrl, params, { autoPong: false });
  expect((await dead.closed).code).toBe(1006);
  await vi.waitFor(() => expect(pings).toBeGreaterThan(3), { timeout: 5_000 });
  expect(alive.socket.readyState).toBe(alive.socket.OPEN);
});

test("a token that ends closes its socket with 4403 in that second, and nothing is sent after it", async () => {
  await using demo = await startDemoTransport();
  const exp = Math.floor(Date.now() / 1_000) + 2;
  const raw = await openRawSocket(demo.socketUrl, { token: await demo.token({ exp }) });
  await vi.waitFor(() => expect(raw.received).toHaveLength(1));
  raw.send(flood);
  let lastMessageAt = 0;
  raw.socket.on("message", () => (lastMessageAt = Date.now()));
  const { code, reason } = await raw.closed;
  const lateMs = Date.now() - exp * 1_000;
  expect([code, reason]).toEqual([4403, "The token has expired."]);
  expect(lateMs).toBeGreaterThanOrEqual(-5);
  expect(lateMs).toBeLessThan(1_000);
  expect(lastMessageAt).toBeGreaterThan(0);
  await vi.waitFor(() => expect(demo.handler.running).toBe(0));
});

test("a token that ends stops the work for a client that never confirms the closing", async () => {
  await using demo = await startDemoTransport();
  const exp = Math.floor(Date.now() / 1_000) + 2;
  const raw = await openRawSocket(demo.socketUrl, { token: await demo.token({ exp }) });
  await vi.waitFor(() => expect(raw.received).toHaveLength(1));
  raw.send(silence);
  await vi.waitFor(() => expect(demo.handler.running).toBe(1));
  raw.socket.pause();
  await vi.waitFor(() => expect(demo.handler.running).toBe(0), { timeout: 4_000 });
  expect(Date.now()).toBeGreaterThanOrEqual(exp * 1_000);
  raw.socket.terminate();
});
