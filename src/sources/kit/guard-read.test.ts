import { afterEach, describe, expect, test, vi } from "vitest";
import type { ReadOptions } from "./define-source.js";
import { createReadGuard, type ReadGuard } from "./guard-read.js";
import { type GuardSettings, laneSizes } from "./guard-settings.js";

/** A system that can be broken, and counts what reaches it. */
class Upstream {
  calls = 0;
  pings = 0;
  fault: Error | "hang" | undefined;

  readonly read = (): Promise<string> => {
    this.calls += 1;
    return this.answer("record");
  };

  readonly ping = async (): Promise<void> => {
    this.pings += 1;
    await this.answer("pong");
  };

  private answer(text: string): Promise<string> {
    if (this.fault === "hang") return new Promise(() => undefined);
    return this.fault === undefined ? Promise.resolve(text) : Promise.reject(this.fault);
  }
}

const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
const broken = new Error("broken");
/** What PostgreSQL says of a statement that it does not take. */
const badStatement = Object.assign(new Error("no such column"), { severity: "ERROR", code: "42703" });
const settings: GuardSettings = { breakerFailures: 3, probeIntervalMs: 20, maxQueued: 2 };

let guard: ReadGuard;
afterEach(() => {
  guard.close();
});

function start(upstream: Upstream, more: Partial<GuardSettings> = {}): ReadGuard {
  guard = createReadGuard("crm", upstream.ping, { ...settings, ...more });
  return guard;
}

function within(milliseconds: number): ReadOptions {
  return {
    signal: AbortSignal.timeout(milliseconds),
    endsAt: performance.now() + milliseconds,
  };
}

/** How a read ended: what it answered, or the status of its error. */
async function outcome(read: Promise<string>): Promise<unknown> {
  return read.catch((error: unknown) => (error as { details: { status: unknown } }).details.status);
}

async function failInARow(upstream: Upstream, fault: Error, count: number): Promise<void> {
  upstream.fault = fault;
  for (let n = 0; n < count; n += 1) await outcome(guard.read(within(1_000), upstream.read));
}

describe("the circuit", () => {
  test("opens after failures in a row and refuses at once, until the source answers again", async () => {
    const upstream = new Upstream();
    start(upstream);
    await failInARow(upstream, broken, 3);
    expect(guard.health().isCircuitOpen).toBe(true);
    const { calls } = upstream;
    expect(await outcome(guard.read(within(1_000), upstream.read))).toBe("CIRCUIT_OPEN");
    expect(upstream.calls).toBe(calls);

    await vi.waitFor(() => expect(upstream.pings).toBeGreaterThan(1));
    expect(guard.health().isCircuitOpen).toBe(true);
    upstream.fault = undefined;
    await vi.waitFor(() => expect(guard.health().isCircuitOpen).toBe(false));
    expect(await outcome(guard.read(within(1_000), upstream.read))).toBe("record");
    expect(guard.health()).toMatchObject({ isCircuitOpen: false, failure: undefined });
  });

  test("lets one read through on trial, and opens again when it fails though pings are answered", async () => {
    const upstream = new Upstream();
    start(upstream);
    await failInARow(upstream, broken, 3);
    upstream.fault = undefined;
    await vi.waitFor(() => expect(guard.health().isCircuitOpen).toBe(false));
    upstream.fault = "hang";
    const { calls } = upstream;
    const reads = [1, 2, 3].map(() => outcome(guard.read(within(200), upstream.read)));
    expect(await Promise.all(reads)).toEqual(["TIMEOUT", "CIRCUIT_OPEN", "CIRCUIT_OPEN"]);
    expect(upstream.calls).toBe(calls + 1);
    expect(guard.health().isCircuitOpen).toBe(true);
  });

  test("opens when a source hangs", async () => {
    const upstream = new Upstream();
    upstream.fault = "hang";
    start(upstream);
    const reads = [1, 2, 3].map(() => outcome(guard.read(within(150), upstream.read)));
    expect(await Promise.all(reads)).toEqual(["TIMEOUT", "TIMEOUT", "TIMEOUT"]);
    expect(guard.health().isCircuitOpen).toBe(true);
  });

  test("opens for a source that fails every other read or more", async () => {
    const upstream = new Upstream();
    start(upstream);
    for (let n = 0; n < 12; n += 1) {
      upstream.fault = n % 3 === 0 ? undefined : broken;
      await outcome(guard.read(within(1_000), upstream.read));
    }
    expect(guard.health().isCircuitOpen).toBe(true);
  });

  test.each([
    ["a statement that the database refuses", badStatement, within],
    ["a caller who left", "hang", () => ({ signal: AbortSignal.abort() })],
    ["a request that had used up its time elsewhere", "hang", () => within(5)],
  ] as const)("stays closed for %s", async (_, fault, options) => {
    const upstream = new Upstream();
    upstream.fault = fault;
    start(upstream);
    for (let n = 0; n < 12; n += 1) await outcome(guard.read(options(1_000), upstream.read));
    expect(guard.health().isCircuitOpen).toBe(false);
  });

  test("is not opened by scans and reactions, and does not hold them back", async () => {
    const upstream = new Upstream();
    upstream.fault = broken;
    start(upstream);
    for (let n = 0; n < 6; n += 1) {
      await outcome(guard.scan(within(1_000), upstream.read));
      await outcome(guard.read({ ...within(1_000), isBackground: true }, upstream.read));
    }
    expect(guard.health().isCircuitOpen).toBe(false);
    await failInARow(upstream, broken, 3);
    upstream.fault = undefined;
    expect(await outcome(guard.scan(within(1_000), upstream.read))).toBe("record");
  });
});

describe("retries", () => {
  test("send a read again that was refused or broken off, and only that", async () => {
    const upstream = new Upstream();
    start(upstream);
    await failInARow(upstream, refused, 1);
    expect(upstream.calls).toBe(3);
    await failInARow(upstream, badStatement, 1);
    expect(upstream.calls).toBe(4);
  });

  test("succeed when the source is back in between", async () => {
    const upstream = new Upstream();
    start(upstream);
    upstream.fault = refused;
    const read = guard.read(within(1_000), () => {
      const answer = upstream.read();
      upstream.fault = undefined;
      return answer;
    });
    expect(await outcome(read)).toBe("record");
  });

  test("wait as long as the source asks, and do not begin a wait that ends past the deadline", async () => {
    const upstream = new Upstream();
    start(upstream);
    upstream.fault = Object.assign(new Error("busy"), { httpStatus: 429, retryAfterMs: 150 });
    const startedAt = performance.now();
    const patient = guard.read(within(5_000), () => {
      const answer = upstream.read();
      upstream.fault = undefined;
      return answer;
    });
    expect(await outcome(patient)).toBe("record");
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(145);

    upstream.fault = Object.assign(new Error("busy"), { httpStatus: 429, retryAfterMs: 60_000 });
    const { calls } = upstream;
    expect(await outcome(guard.read(within(5_000), upstream.read))).toBe("UNAVAILABLE");
    expect(upstream.calls).toBe(calls + 1);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe("turns", () => {
  test("are limited, and one read too many is refused at once without blame for the source", async () => {
    const upstream = new Upstream();
    upstream.fault = "hang";
    start(upstream, { breakerFailures: 100 });
    const reads = Array.from({ length: laneSizes.request + settings.maxQueued }, () =>
      outcome(guard.read(within(300), upstream.read)),
    );
    const startedAt = performance.now();
    expect(await outcome(guard.read(within(300), upstream.read))).toBe("UNAVAILABLE");
    expect(performance.now() - startedAt).toBeLessThan(100);
    expect(guard.health().failure).toBeUndefined();
    expect(upstream.calls).toBe(laneSizes.request);
    expect(new Set(await Promise.all(reads))).toEqual(new Set(["TIMEOUT"]));
  });

  test("of callers do not keep scans and pings waiting", async () => {
    const upstream = new Upstream();
    upstream.fault = "hang";
    start(upstream);
    const reads = Array.from({ length: laneSizes.request }, () =>
      outcome(guard.read(within(300), upstream.read)),
    );
    upstream.fault = undefined;
    expect(await outcome(guard.scan(within(1_000), upstream.read))).toBe("record");
    await guard.ping(within(1_000));
    await Promise.all(reads);
  });
});
