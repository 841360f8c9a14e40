// A real PostgreSQL 18 inside the project's data directory, for the demo and the tests. In: a folder. Out: a running
// server on 127.0.0.1. It survives kill -9 of this process without loss, and the next start finds or restarts it.
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, rename, stat, truncate, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { OperatorError } from "../shared/operator-error.js";
import { createCluster } from "./postgres/create-cluster.js";
import { keepRunning } from "./postgres/keep-running.js";
import { acquireLock, LockedError, type HeldLock } from "./postgres/lock-file.js";
import { findPostgresFiles } from "./postgres/postgres-files.js";
import {
  disarmStalePidFile,
  findRunningPostmaster,
  stopPostmaster,
  waitForEnd,
  type Postmaster,
} from "./postgres/postmaster.js";
import { decideRunAs, type RunAs } from "./postgres/run-as.js";
import { startPostmaster } from "./postgres/start-postmaster.js";

/** What `startEmbeddedPostgres` is told. */
export interface EmbeddedPostgresOptions {
  /** Made when missing; holds the cluster, the password and the server's log, readable by its owner only. */
  readonly dataDir: string;
  /** Server settings beside the built-in ones, for tests (`fsync: "off"`). */
  readonly settings?: Readonly<Record<string, string>>;
  /** False keeps the server running when this process is killed; the next start adopts it. Default true. */
  readonly diesWithParent?: boolean;
  readonly timeoutMs?: number;
}

/** A running server; killed, it is started again on its port. `stop` is a fast, clean shutdown; it may be called twice. */
export interface EmbeddedPostgres extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** Connection URL of a database of this server, with the password of its superuser. */
  readonly url: (database: string) => string;
  readonly stop: () => Promise<void>;
}

const serverSettings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  // The bank's systems send their changes; a slot that nobody reads from any more may keep so much and no more.
  wal_level: "logical",
  max_replication_slots: "40",
  max_wal_senders: "40",
  max_slot_wal_keep_size: "1GB",
  shared_buffers: "128MB",
  timezone: "UTC",
  log_timezone: "UTC",
  // Statements and key values may hold personal data: neither reaches the log.
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};
const largestLogBytes = 5_000_000;

/** Starts (or adopts) the server of a data directory; throws OperatorError with a message for the terminal. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await acquireLock(join(dataDir, "lock")).catch((error: unknown) => {
    if (!(error instanceof LockedError)) throw error;
    throw new OperatorError(
      `${dataDir} is in use by process ${error.pid}. Stop it, or set another DATA_DIR.`,
    );
  });
  try {
    return toEmbeddedPostgres(await startLocked(dataDir, options), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A server that runs, and how it is started once more. */
interface StartedServer {
  readonly postmaster: Postmaster;
  readonly password: string;
  readonly restart: (port: number) => Promise<Postmaster>;
}

async function startLocked(dataDir: string, options: EmbeddedPostgresOptions): Promise<StartedServer> {
  const cluster = join(dataDir, "cluster");
  const logFile = join(dataDir, "server.log");
  const files = await findPostgresFiles();
  const runAs = await decideRunAs(dataDir, files.postgres, options.diesWithParent ?? true);
  if (runAs.filesOwner) await chown(dataDir, runAs.filesOwner.uid, runAs.filesOwner.gid);
  await chmod(dataDir, 0o700);
  const passwordFile = join(dataDir, "password");
  const password = await readOrCreatePassword(passwordFile, runAs);

  if (!(await exists(cluster))) {
    const isDurable = options.settings?.["fsync"] !== "off";
    await createCluster({ cluster, passwordFile, program: files.initdb, runAs, isDurable });
  }
  const settings = { ...serverSettings, ...options.settings };
  const timeoutMs = options.timeoutMs ?? 30_000;
  const start = { cluster, logFile, program: files.postgres, runAs, settings, timeoutMs };
  const restart = async (port: number): Promise<Postmaster> => {
    await disarmStalePidFile(cluster);
    return startPostmaster({ ...start, port });
  };
  const adopted = await adopt(cluster, password);
  if (adopted) return { postmaster: adopted, password, restart };

  const log = await stat(logFile).catch(() => undefined);
  if (log && log.size > largestLogBytes) await truncate(logFile);
  return { postmaster: await startPostmaster(start), password, restart };
}

async function readOrCreatePassword(file: string, runAs: RunAs): Promise<string> {
  if (!(await exists(file))) {
    await writeFile(`${file}.new`, randomBytes(24).toString("base64url"), { mode: 0o600 });
    if (runAs.filesOwner) await chown(`${file}.new`, runAs.filesOwner.uid, runAs.filesOwner.gid);
    await rename(`${file}.new`, file);
  }
  return (await readFile(file, "utf8")).trim();
}

/** A server that an earlier, killed process left behind: taken over when it answers, stopped when it does not. */
async function adopt(cluster: string, password: string): Promise<Postmaster | undefined> {
  const running = await findRunningPostmaster(cluster);
  if (running === undefined) {
    await disarmStalePidFile(cluster);
    return undefined;
  }
  if (running.isReady && (await isAnswering(toUrl(running.port, password, "postgres")))) return running;
  // Most likely it is on its way down, because its parent has just died.
  if (!(await waitForEnd(running.pid, 3_000))) await stopPostmaster(running.pid);
  return undefined;
}

async function isAnswering(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 3_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function toEmbeddedPostgres(server: StartedServer, lock: HeldLock): EmbeddedPostgres {
  const { postmaster, password, restart } = server;
  const kept = keepRunning(postmaster, restart);
  let stopping: Promise<void> | undefined;
  const stopAndRelease = async (): Promise<void> => {
    try {
      await kept.stop();
    } finally {
      await lock.release();
    }
  };
  const stop = () => (stopping ??= stopAndRelease());
  return {
    port: postmaster.port,
    get pid() {
      return kept.pid();
    },
    url: (database) => toUrl(postmaster.port, password, database),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function toUrl(port: number, password: string, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
