// Shares work that goes on for ever among the processes that are there: each says every second that it is alive, and takes
// its part of what nobody has. Work of a process that died goes over to the others when its lease has run out.
import { randomUUID } from "node:crypto";
import type { LeasedWork, WorkLeaseStore, WorkShare, WorkSurvey } from "../domains/schedule/work-share.js";
import type { Logger } from "../observability/logger.js";
import { timerPause, type Pause } from "../shared/backoff.js";

/** What sharing needs. Times are in milliseconds. */
export interface ShareOptions {
  readonly leases: WorkLeaseStore;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** How long a process that says nothing keeps what it has, 5 s by default. */
  readonly leaseMs?: number;
  /** Between two signs of life, a second by default. */
  readonly beatMs?: number;
  readonly pause?: Pause;
}

/** Work of this process. */
interface Held {
  readonly lost: AbortController;
  readonly ended: Promise<void>;
}

/** Pieces that are shared among one another: each process does about the same number of them. */
interface Group {
  readonly names: readonly string[];
  readonly work: LeasedWork;
  readonly held: Map<string, Held>;
}

/** Begins to share; disposing ends the work and leaves it to the others. */
export function shareWork(options: ShareOptions): WorkShare & AsyncDisposable {
  const { leases, logger, leaseMs = 5_000, beatMs = 1_000, pause = timerPause } = options;
  const worker = randomUUID();
  const stop = new AbortController();
  const groups = new Set<Group>();
  let waking = new AbortController();
  let expiry: NodeJS.Timeout | undefined;

  async function turn(): Promise<void> {
    const survey = await beat();
    for (const group of groups) await balance(group, survey);
  }

  /** Whatever is held ends by itself when the next sign of life does not get through in time. */
  async function beat(): Promise<WorkSurvey> {
    const saidAt = performance.now();
    const survey = await leases.beat(worker, leaseMs);
    clearTimeout(expiry);
    expiry = setTimeout(loseAll, Math.max(0, leaseMs - (performance.now() - saidAt)));
    expiry.unref();
    return survey;
  }

  function loseAll(): void {
    for (const { held } of groups) for (const { lost } of held.values()) lost.abort();
  }

  async function balance(group: Group, { mine, others, workers }: WorkSurvey): Promise<void> {
    const { names, held } = group;
    for (const [name, { lost }] of held) if (!mine.has(name)) lost.abort();
    const kept = [...held].filter(([, { lost }]) => !lost.signal.aborted).map(([name]) => name);
    const share = Math.ceil(names.length / workers);
    // Not waited for: what ends slowly must not keep this process from saying that it is alive.
    for (const name of kept.slice(share)) void letGo(group, name);
    // Leases of ours whose work is not running are from before a pause in which they ran out: they are begun again.
    const free = names.filter((name) => !held.has(name) && !others.has(name));
    const wanted = free.slice(0, Math.max(0, share - kept.length));
    if (wanted.length === 0 || stop.signal.aborted || !groups.has(group)) return;
    for (const name of await leases.take(worker, wanted)) begin(group, name);
  }

  function begin(group: Group, name: string): void {
    if (stop.signal.aborted || !groups.has(group)) return;
    const lost = new AbortController();
    const ended = group
      .work(name, lost.signal)
      .catch((error: unknown) => logger.warn({ work: name, err: error }, "A piece of shared work failed."))
      .finally(() => group.held.delete(name));
    group.held.set(name, { lost, ended });
  }

  /** A store that is away is left alone: the lease runs out by itself. */
  async function letGo({ held }: Group, name: string): Promise<void> {
    const one = held.get(name);
    one?.lost.abort();
    await one?.ended;
    await leases.release(worker, [name]).catch(() => undefined);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stop.signal.aborted) {
      waking = new AbortController();
      try {
        await turn();
        if (failures > 0) logger.info({ failures }, "The work is shared again.");
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) logger.warn({ err: error }, "The work cannot be shared; trying again.");
      }
      await pause(beatMs, AbortSignal.any([stop.signal, waking.signal]));
    }
  }

  const running = run();
  return {
    share(names, work) {
      const group: Group = { names, work, held: new Map() };
      groups.add(group);
      waking.abort();
      return {
        [Symbol.asyncDispose]: async () => {
          groups.delete(group);
          await Promise.all([...group.held.keys()].map((name) => letGo(group, name)));
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      clearTimeout(expiry);
      loseAll();
      await Promise.all([...groups].flatMap(({ held }) => [...held.values()].map(({ ended }) => ended)));
      await leases.leave(worker).catch(() => undefined);
    },
  };
}
