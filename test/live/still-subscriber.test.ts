// A subscriber that stands still for a minute of real time, with the gateway's own bounds: the others do not notice, and it
// misses nothing.
import { setTimeout as delay } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { connectLive, type LiveSubscription } from "../harness/live-client.js";
import { heldBytes } from "../harness/held-bytes.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";
import { openRawSocket, type RawSocket } from "../transport/raw-socket.js";
import { appendViews, takeViews, toView, viewsOperation } from "./live-views.js";

const customerId = toCustomerId("minjun");
const stillMs = 60_000;
/** Between two events. */
const everyMs = 25;
/** Of 12 kB: in a minute ten times as much as the bound of what is held for somebody who does not read. */
const product = "적".repeat(4_096);

it("costs the others nothing and no memory while it stands still for a minute, and then has every event once", async () => {
  await using app = await startTestApp({ isFollowing: false });
  await using live = connectLive(app.url, await app.token());
  using other = live.subscribe(viewsOperation, { customerId });
  await other.next();
  const sent: string[] = [];
  const send = () => sendFor(app, other, sent, stillMs / 6);

  const before = await send();
  const still = await openReader(app);
  const first = sent.length;
  const held = heldBytes();
  still.socket.pause();
  const during: number[] = [];
  for (const endAt = performance.now() + stillMs; performance.now() < endAt;) during.push(...(await send()));
  const grown = heldBytes() - held;
  still.socket.resume();

  // Whether it was sent away or got everything: it goes on behind what it has.
  await vi.waitFor(
    () => expect(isOver(still) || listViews(still).length === sent.length - first).toBe(true),
    {
      timeout: 20_000,
    },
  );
  const got = listViews(still);
  using resumed = live.subscribe(viewsOperation, { customerId, after: got.at(-1)!.cursor });
  const rest = sent.length - first - (got.length - 1);
  const ids = [...got.slice(1).map(({ record }) => toId(record)), ...(await takeViews(resumed, rest))];
  expect(ids).toEqual(sent.slice(first));
  still.socket.terminate();

  const [quiet, stalled] = [toP99(before), toP99(during)];
  process.stdout.write(
    `still for ${String(stillMs / 1_000)} s: ${String(sent.length - first)} events, ${String(got.length - 1)} of them sent to who stood still; ` +
      `the others' p99 ${quiet.toFixed(1)} ms before, ${stalled.toFixed(1)} ms meanwhile; buffers grew by ${(grown / 2 ** 20).toFixed(1)} MiB\n`,
  );
  // Four times as slow, or 50 ms, is what other work on the machine may do.
  expect(stalled).toBeLessThan(Math.max(4 * quiet, quiet + 50));
  // Both ends of its connection are in this process, 2 MiB each at most, and what is under way at that moment was seen to be
  // 6 MiB; the events in front of it would be 20 MiB beside that.
  expect(grown).toBeLessThan(13 * 2 ** 20);
}, 150_000);

/** Sends events for a while, each when the other has the one before; answers how long each took, in milliseconds. */
async function sendFor(
  app: TestApp,
  other: LiveSubscription,
  sent: string[],
  forMs: number,
): Promise<number[]> {
  const latencies: number[] = [];
  for (const endAt = performance.now() + forMs; performance.now() < endAt; await delay(everyMs)) {
    const id = `still-${String(sent.length)}`;
    sent.push(id);
    const from = performance.now();
    await appendViews(app, [id], { product });
    await takeViews(other, 1);
    latencies.push(performance.now() - from);
  }
  return latencies;
}

/** A subscriber whose reading is the test's. */
async function openReader(app: TestApp): Promise<RawSocket> {
  const raw = await openRawSocket(`${app.url.replace("http", "ws")}/graphql`, { token: await app.token() });
  await vi.waitFor(() => expect(raw.received).toHaveLength(1));
  raw.send({ type: "subscribe", id: "1", payload: { query: viewsOperation, variables: { customerId } } });
  await vi.waitFor(() => expect(raw.received).toHaveLength(2));
  return raw;
}

const listViews = ({ received }: RawSocket) =>
  received.filter(({ type }) => type === "next").map(({ payload }) => toView(payload as { data: never }));
const isOver = ({ socket, received }: RawSocket): boolean =>
  socket.readyState === socket.CLOSED || received.at(-1)?.type === "error";
const toId = (record: { readonly id: string } | null): string => record?.id.replace(/^web_/, "") ?? "";
const toP99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
