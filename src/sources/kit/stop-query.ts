import { Client, type ClientConfig, type PoolClient } from "pg";

const patienceMs = 1_000;

/**
 * Ends a query that nobody waits for: asks the server to cancel it and gives the connection back when it has stopped,
 * or breaks the connection when the server does not react. Never rejects.
 */
export async function stopQuery(
  config: ClientConfig,
  connection: PoolClient,
  running: Promise<unknown>,
): Promise<void> {
  const canceller = new Client({ ...config, connectionTimeoutMillis: patienceMs, query_timeout: patienceMs });
  canceller.on("error", () => undefined);
  try {
    await canceller.connect();
    await canceller.query("select pg_cancel_backend($1)", [toProcessId(connection)]);
    // The connection stays ours until the query has ended, so that the cancellation cannot hit somebody else's.
    const hasEnded = await settles(running, patienceMs);
    connection.release(!hasEnded);
  } catch {
    connection.release(true);
  } finally {
    canceller.end().catch(() => undefined);
  }
}

/** `pg` keeps the backend's process id in a member that its types leave out. */
function toProcessId(connection: PoolClient): number {
  return (connection as PoolClient & { readonly processID: number }).processID;
}

async function settles(promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, withinMs, false);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  const hasSettled = await Promise.race([settled, late]);
  clearTimeout(timer);
  return hasSettled;
}
