// The load, in a process of its own, so that what it costs is nobody's but its own. Orders come as messages.
import { openConnection, type HttpConnection } from "./http-connection.js";
import type { LoadOrder, LoadResult } from "./load-order.js";

const errorMark = Buffer.from('"errors"');

interface Tally {
  next: number;
  errors: number;
  bytes: number;
  readonly latenciesMs: number[];
}

async function runConnection(order: LoadOrder, tally: Tally, endAt: number): Promise<void> {
  let connection: HttpConnection | undefined;
  while (performance.now() < endAt) {
    const request = order.requests[tally.next++ % order.requests.length] ?? "";
    const sentAt = performance.now();
    try {
      connection ??= await openConnection(order.port);
      const { status, body } = await connection.send(request);
      tally.bytes += body.length;
      if (status !== 200 || body.includes(errorMark)) tally.errors += 1;
    } catch {
      tally.errors += 1;
      connection?.close();
      connection = undefined;
    }
    tally.latenciesMs.push(performance.now() - sentAt);
  }
  connection?.close();
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const tally: Tally = { next: 0, errors: 0, bytes: 0, latenciesMs: [] };
  const startedAt = performance.now();
  const endAt = startedAt + order.milliseconds;
  await Promise.all(Array.from({ length: order.connections }, () => runConnection(order, tally, endAt)));
  const seconds = (performance.now() - startedAt) / 1_000;
  const sorted = Float64Array.from(tally.latenciesMs).sort();
  const quantile = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    requests: sorted.length,
    errors: tally.errors,
    seconds,
    bytes: tally.bytes,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}

process.on("message", (order) => {
  void run(order as LoadOrder).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
