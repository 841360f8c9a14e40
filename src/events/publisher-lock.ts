// Elects the one process that publishes: whoever holds a lock of the store's PostgreSQL. The lock belongs to a connection, so
// it is free the moment its holder dies; a holder that does not notice in time is stopped by the stream itself.
import { Client } from "pg";
import { timerPause } from "../shared/backoff.js";
import { breakWhenSilent } from "../shared/break-when-silent.js";

/** What an election needs. */
export interface ElectionParts {
  readonly databaseUrl: string;
  /** The lock's name; one holder for each. */
  readonly name: string;
  /** Pause between two tries. */
  readonly retryMs: number;
}

/** A server that does not answer for so long is gone, and the lock with it. */
const silenceMs = 5_000;
/** How often the holder asks whether the server is there. */
const askMs = 2_000;
/** The server ends a half-open connection within half a minute, and lets go of its lock. */
const keepAlive = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

/**
 * Waits for the lock, then runs `work` with it; `lost` is aborted with `stop` and when the lock's connection is gone. Rejects
 * when the database does not answer.
 */
export async function workWhenElected(
  { databaseUrl, name, retryMs }: ElectionParts,
  stop: AbortSignal,
  work: (lost: AbortSignal) => Promise<void>,
): Promise<void> {
  const gone = new AbortController();
  const client = new Client({
    connectionString: databaseUrl,
    application_name: "customer-360 publisher",
    options: keepAlive,
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => gone.abort());
  client.on("end", () => gone.abort());
  const lost = AbortSignal.any([stop, gone.signal]);
  try {
    await client.connect();
    breakWhenSilent(client, silenceMs);
    while (!lost.aborted) {
      const { rows } = await client.query<{ is_mine: boolean }>(
        "select pg_try_advisory_lock(hashtextextended($1, 0)) as is_mine",
        [name],
      );
      if (rows[0]?.is_mine === true) {
        void askUntilGone(client, lost);
        return await work(lost);
      }
      await timerPause(retryMs, lost);
    }
  } finally {
    // A connection that is gone cannot be ended in order, and need not be.
    await client.end().catch(() => undefined);
  }
}

/** A connection that says nothing by itself is noticed to be dead only by whoever asks. */
async function askUntilGone(client: Client, lost: AbortSignal): Promise<void> {
  while (!lost.aborted) {
    await timerPause(askMs, lost);
    // What it fails with is heard as the connection's error.
    if (!lost.aborted) await client.query("select 1").catch(() => undefined);
  }
}
