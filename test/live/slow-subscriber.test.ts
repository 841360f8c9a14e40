// A subscriber that stops reading: it costs itself only, little memory, and no event.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ScriptedAccessLog } from "../fakes/scripted-access-log.js";
import { heldBytes } from "../harness/held-bytes.js";
import { connectLive, type LiveSubscription } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { openRawSocket, type RawSocket } from "../transport/raw-socket.js";
import { appendViews, takeViews, toView, viewsOperation } from "./live-views.js";

const maxEventsBehind = 40;
const maxBufferedBytes = 262_144;
const longProduct = "적".repeat(16_384);
const customerId = toCustomerId("minjun");

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    isFollowing: false,
    accessLog: new ScriptedAccessLog(),
    live: { maxEventsBehind },
    transport: { socket: { maxBufferedBytes, keepAliveMs: 600_000 } },
  });
});
afterAll(() => app[Symbol.asyncDispose]());

/** The ids of all views so far. */
const all: string[] = [];
async function view(product = "적금"): Promise<string> {
  const id = `slow-${String(all.length)}`;
  all.push(id);
  await appendViews(app, [id], { product });
  return id;
}

/** A subscriber whose reading is the test's. */
async function openReader(): Promise<RawSocket> {
  const raw = await openRawSocket(`${app.url.replace("http", "ws")}/graphql`, { token: await app.token() });
  await vi.waitFor(() => expect(raw.received).toHaveLength(1));
  raw.send({ type: "subscribe", id: "1", payload: { query: viewsOperation, variables: { customerId } } });
  await vi.waitFor(() => expect(raw.received).toHaveLength(2));
  return raw;
}

const listIds = ({ received }: RawSocket): readonly string[] =>
  received
    .filter(({ type }) => type === "next")
    .flatMap(({ payload }) => toView(payload as { data: never }).record?.id.replace(/^web_/, "") ?? []);

/** Appends long views, which fill what the operating system holds for a reader, each when the other has the one before. */
async function fill(other: LiveSubscription, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await view(longProduct);
    await takeViews(other, 1);
  }
}

it("gets all that it missed when it goes on in time", async () => {
  await using live = connectLive(app.url, await app.token());
  using other = live.subscribe(viewsOperation, { customerId });
  await other.next();
  const slow = await openReader();
  slow.socket.pause();
  // More than sockets of both sides hold, less than it may fall behind after that.
  await fill(other, 120);
  slow.socket.resume();
  await view();
  await vi.waitFor(() => expect(listIds(slow).at(-1)).toBe(all.at(-1)), { timeout: 10_000 });
  expect(listIds(slow)).toEqual(all);
  // It is with the others again.
  await takeViews(other, 1);
  const next = await view();
  expect(await takeViews(other, 1)).toEqual([next]);
  await vi.waitFor(() => expect(listIds(slow).at(-1)).toBe(next));
  slow.socket.terminate();
});

it("is sent away with a cursor when it falls too far behind, and resumes there without a gap or a repeat", async () => {
  await using live = connectLive(app.url, await app.token());
  using other = live.subscribe(viewsOperation, { customerId });
  await other.next();
  const slow = await openReader();
  const first = all.length;

  const quiet = await measure(other);
  const before = heldBytes();
  slow.socket.pause();
  await fill(other, 250);
  const stalled = await measure(other);
  const grown = heldBytes() - before;
  slow.socket.resume();
  await vi.waitFor(() => expect(slow.received.at(-1)?.type).toBe("error"), { timeout: 10_000 });

  const [error] = (slow.received.at(-1)?.payload ?? []) as {
    extensions: { code: string; cursor: string; retryable: boolean };
  }[];
  expect(error?.extensions).toMatchObject({ code: "SUBSCRIPTION_OVERFLOW", retryable: true });
  const ids = all.slice(first);
  const got = listIds(slow);
  expect(got).toEqual(ids.slice(0, got.length));
  expect(got.length).toBeLessThan(ids.length - maxEventsBehind);

  using resumed = live.subscribe(viewsOperation, { customerId, after: error?.extensions.cursor });
  expect(await takeViews(resumed, ids.length - got.length)).toEqual(ids.slice(got.length));
  slow.socket.terminate();
  process.stdout.write(
    `slow subscriber: ${String(got.length)} of ${String(ids.length)} events sent, then overflow; ` +
      `others' p99 of 200: ${quiet.toFixed(1)} ms before, ${stalled.toFixed(1)} ms while it stood still; ` +
      `memory of both sides grew by ${(grown / 2 ** 20).toFixed(1)} MiB\n`,
  );
  // Four times as slow, or 50 ms, is what other work on the machine may do to two hundred events.
  expect(stalled).toBeLessThan(Math.max(4 * quiet, quiet + 50));
  // Both ends of its connection are in this process; events in front of it would be 12 MiB.
  expect(grown).toBeLessThan(8 * 2 ** 20);
}, 60_000);

/** The 99th percentile of two hundred events from commit to client, in milliseconds. */
async function measure(stream: LiveSubscription): Promise<number> {
  const latencies: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const before = performance.now();
    await view();
    await takeViews(stream, 1);
    latencies.push(performance.now() - before);
  }
  return latencies.sort((a, b) => a - b)[197] ?? Number.NaN;
}
