// A PostgreSQL database that we read and do not own: a pool of read-only UTC sessions, named prepared statements,
// rows as arrays. A read whose signal aborts rejects at once and its connection comes back clean or not at all.
import { DatabaseError, Pool, type PoolClient, type PoolConfig, types } from "pg";
import type { ReadOptions } from "./define-source.js";
import { laneSizes } from "./guard-settings.js";
import { stopQuery } from "./stop-query.js";
import { toStorable } from "./to-storable.js";
import { untilAborted } from "./until-aborted.js";

/** A statement; those with a `name` are prepared once a connection. A name belongs to one text. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** What a source with a PostgreSQL database holds. */
export interface PostgresClient {
  /** Rows as arrays in the order of the columns; time, date, numeric and bigint as text. */
  readonly query: <Row extends readonly unknown[]>(
    statement: Statement,
    values: readonly unknown[],
    options: ReadOptions,
  ) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

/** A connection for every read that the guard lets run at a time. */
const poolSize = laneSizes.request + laneSizes.background + laneSizes.ping;
const connectTimeoutMs = 5_000;
/** For what the signal did not stop: nothing of ours runs longer than this in a system of somebody else. */
const statementTimeoutMs = 60_000;

// Compiling costs more than these short statements take, whatever the server is tuned for.
const sessionOptions = [
  "timezone=UTC",
  "datestyle=ISO",
  "default_transaction_read_only=on",
  "jit=off",
  `statement_timeout=${String(statementTimeoutMs)}`,
];

/** Opens a pool for a `postgresql://` URL; connections are made when they are needed. */
export function createPostgresClient(url: string): PostgresClient {
  const config: PoolConfig = {
    connectionString: url,
    application_name: "customer-360-gateway",
    options: sessionOptions.map((option) => `-c ${option}`).join(" "),
    connectionTimeoutMillis: connectTimeoutMs,
    types: { getTypeParser: findParser as typeof types.getTypeParser },
  };
  const pool = new Pool({ ...config, max: poolSize });
  // A connection that breaks fails its own query; without listeners the same event would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));

  return {
    query: async <Row extends readonly unknown[]>(
      statement: Statement,
      values: readonly unknown[],
      { signal }: ReadOptions,
    ): Promise<readonly Row[]> => {
      const connection = await connect(pool, signal);
      const running = connection.query<Row & unknown[]>({
        ...statement,
        values: values.map(toStorable),
        rowMode: "array",
      });
      try {
        const { rows } = await untilAborted(running, signal);
        connection.release();
        return rows;
      } catch (error) {
        if (signal.aborted) void stopQuery(config, connection, running);
        else connection.release(!isStatementError(error));
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

/** Only a statement failed; any other error may be the last that is heard on the connection. */
function isStatementError(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === "ERROR";
}

async function connect(pool: Pool, signal: AbortSignal): Promise<PoolClient> {
  signal.throwIfAborted();
  const connecting = pool.connect();
  try {
    return await untilAborted(connecting, signal);
  } catch (error) {
    // The turn in the queue cannot be taken back; what it yields goes straight to the next one.
    connecting.then(
      (connection) => {
        connection.release();
      },
      () => undefined,
    );
    throw error;
  }
}

/** Microseconds and decimals do not survive as `Date` and `number`; int8 and numeric are text already. */
const textTypes: ReadonlySet<number> = new Set([
  types.builtins.DATE,
  types.builtins.TIMESTAMP,
  types.builtins.TIMESTAMPTZ,
  types.builtins.INT8,
  types.builtins.NUMERIC,
]);

/** How a value of a type is read: times and decimals as text. */
export function findParser(oid: number): (text: string) => unknown {
  return textTypes.has(oid) ? (text) => text : (types.getTypeParser(oid) as (text: string) => unknown);
}
