// Runs timers when their time has come, on graphile-worker. Several processes share the work: each job is taken by one of
// them, and one that fails is tried again later. Tasks are judged by the gateway's clock, jobs by that of the database.
import { Logger as WorkerLogger, run, type Runner, type Task } from "graphile-worker";
import { Pool } from "pg";
import type { Tasks, Timer } from "../domains/schedule/schedule.js";
import type { UnitOfWork } from "../domains/unit-of-work.js";
import type { Logger } from "../observability/logger.js";
import { timerPause, toBackoffMs } from "../shared/backoff.js";
import { breakWhenSilent } from "../shared/break-when-silent.js";
import type { Clock } from "../shared/clock.js";
import { compareInstants, toInstant } from "../shared/instant.js";

/** What running needs. */
export interface ScheduleOptions {
  /** The store's database; the runner has connections of its own. */
  readonly url: string;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "debug" | "warn" | "error">;
  readonly tasks: Tasks;
  /** How often due timers are looked for, 2 s by default. */
  readonly pollMs?: number;
}

// One that listens, two that work.
const maxConnections = 3;
const concurrency = 2;
const connectTimeoutMs = 5_000;
const backoff = { minMs: 200, maxMs: 30_000 };

/** Starts to run timers, again and again while the database is away. Disposing waits for the tasks that are running. */
export function runSchedule(options: ScheduleOptions): AsyncDisposable {
  const stop = new AbortController();
  const pool = openPool(options);
  const running = runUntilStopped(options, pool, stop.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      await pool.end();
    },
  };
}

/**
 * A pool of our own. The runner's would be left alone while it closes: a connection that is cut then, as when PostgreSQL
 * ends, has nobody to hear its error, which would end the process.
 */
function openPool({ url, logger }: ScheduleOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: "customer-360-schedule",
  });
  const hear = (error: Error): void => logger.debug({ err: error }, "A connection of the schedule was cut.");
  pool.on("error", hear);
  pool.on("connect", (client) => {
    client.on("error", hear);
    breakWhenSilent(client);
  });
  return pool;
}

async function runUntilStopped(options: ScheduleOptions, pool: Pool, stop: AbortSignal): Promise<void> {
  let failures = 0;
  while (!stop.aborted) {
    try {
      const runner = await startRunner(options, pool);
      failures = 0;
      await untilEnded(runner, stop);
    } catch (error) {
      if (stop.aborted) return;
      failures += 1;
      if (failures === 1) options.logger.warn({ err: error }, "Timers cannot be run at the moment.");
      await timerPause(toBackoffMs(failures, backoff, Math.random), stop);
    }
  }
}

/** The runner ends by itself only when its database does not answer; that is thrown. */
async function untilEnded(runner: Runner, stop: AbortSignal): Promise<void> {
  let ended: Promise<void> | undefined;
  const end = (): void => void (ended = runner.stop().catch(() => undefined));
  stop.addEventListener("abort", end, { once: true });
  if (stop.aborted) end();
  try {
    await runner.promise;
    await ended;
    if (!stop.aborted) throw new Error("The runner of timers ended.");
  } finally {
    stop.removeEventListener("abort", end);
  }
}

function startRunner(options: ScheduleOptions, pgPool: Pool): Promise<Runner> {
  const { tasks, logger, pollMs = 2_000 } = options;
  return run({
    pgPool,
    concurrency,
    pollInterval: pollMs,
    noHandleSignals: true,
    logger: toWorkerLogger(logger),
    taskList: Object.fromEntries(
      Object.entries(tasks).map(([task, act]) => [
        task,
        (job: unknown, attempt: Attempt) => runTask(options, task, act, job as Job, attempt),
      ]),
    ),
  });
}

type Attempt = Parameters<Task>[1];

/** What the store puts into a job. */
interface Job {
  readonly at: string;
  readonly payload: Timer["payload"];
}

async function runTask(
  { clock, unitOfWork }: ScheduleOptions,
  task: string,
  act: Tasks[string],
  { at, payload }: Job,
  { job, abortSignal }: Attempt,
): Promise<void> {
  // Early: our clock was moved since the timer was planned. It is planned again by the clock as it is.
  if (job.key !== null && compareInstants(at, toInstant(clock.now())) > 0) {
    const timer: Timer = { key: job.key, at, task, payload };
    await unitOfWork.run(({ schedule }) => schedule.at([timer]));
    return;
  }
  await act(payload, abortSignal);
}

/** Its messages name tasks and errors, never payloads. */
function toWorkerLogger(logger: ScheduleOptions["logger"]): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    if (level === "error") logger.error({ part: "schedule" }, message);
    else if (level === "warning") logger.warn({ part: "schedule" }, message);
    else logger.debug({ part: "schedule" }, message);
  });
}
