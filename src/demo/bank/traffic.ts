// The bank's life going on: rows that arrive in the source databases as their own systems would write them.
import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "pg";
import { systemClock, type Clock } from "../../shared/clock.js";
import type { SourceUrls } from "./seed-bank.js";
import { loadCast, type SourcePools } from "./traffic/cast.js";
import { insertRow } from "./traffic/insert-row.js";
import { LiveRows } from "./traffic/live-rows.js";

/** Where and how much. */
export interface TrafficOptions {
  readonly urls: SourceUrls;
  /** Rows per second over all databases; 0 makes none. */
  readonly perSecond: number;
  readonly seed?: number;
  /** Gives the rows their times. */
  readonly clock?: Clock;
  /** Told of a write that failed; it is the code only, since a database's message may quote a row. */
  readonly onFailure?: (code: string) => void;
}

/** Longer than this behind, what was missed is left out: after an outage the traffic does not come in a flood. */
const longestLagMs = 1_000;
/** SQLSTATE of bad data and broken constraints: the same row would fail for ever. */
const isFaultOfTheRow = /^2[23]/;
const retryMs = { first: 250, longest: 5_000 };

/** Starts the traffic; disposing of it stops it and closes its connections. */
export function startTraffic(options: TrafficOptions): AsyncDisposable {
  const { perSecond } = options;
  if (!(perSecond >= 0) || !Number.isFinite(perSecond)) {
    throw new RangeError("The rate of the traffic must be a number of rows per second, 0 or more.");
  }
  if (perSecond === 0) return { [Symbol.asyncDispose]: async () => undefined };
  const stop = new AbortController();
  const pools = openPools(options.urls);
  const running = run(options, pools, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
    },
  };
}

async function run(options: TrafficOptions, pools: SourcePools, signal: AbortSignal): Promise<void> {
  const { clock = systemClock, seed = 1, perSecond } = options;
  const insist = <Result>(act: () => Promise<Result>) => retry(act, signal, options.onFailure);
  const cast = await insist(() => loadCast(pools, seed, clock.now().getUTCFullYear()));
  if (cast === undefined) return;
  const rows = new LiveRows(cast, clock, seed);
  if (!rows.hasCast) return;
  // The machine's own steady clock paces, so that a test that holds the time of the rows still gets them.
  let dueMs = performance.now();
  for (;;) {
    dueMs = Math.max(dueMs + 1_000 / perSecond, performance.now() - longestLagMs);
    await pause(Math.max(0, dueMs - performance.now()), undefined, { signal });
    const { database, ...live } = rows.next();
    await insist(() => insertRow(pools[database], live));
  }
}

/** Tries until it works, cannot work or the traffic stops; the pause doubles with every failure. */
async function retry<Result>(
  act: () => Promise<Result>,
  signal: AbortSignal,
  onFailure: TrafficOptions["onFailure"],
): Promise<Result | undefined> {
  for (let waitMs = retryMs.first; ; waitMs = Math.min(waitMs * 2, retryMs.longest)) {
    signal.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      signal.throwIfAborted();
      const code = findCode(error);
      onFailure?.(code);
      if (isFaultOfTheRow.test(code)) return undefined;
      await pause(waitMs, undefined, { signal });
    }
  }
}

function findCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
}

function openPools(urls: SourceUrls): SourcePools {
  const open = (connectionString: string): Pool => {
    const pool = new Pool({
      connectionString,
      max: 1,
      application_name: "bank-traffic",
      connectionTimeoutMillis: 3_000,
      query_timeout: 5_000,
    });
    // A server that ends breaks idle connections; the next row hears of it.
    pool.on("error", () => undefined);
    return pool;
  };
  return {
    crm: open(urls.crm),
    webEvents: open(urls.webEvents),
    transfers: open(urls.transfers),
    consultations: open(urls.consultations),
  };
}
