import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";

/** Where the figures come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  /** Average number of runnable processes in the minute before the measurement; above 1 the figures are noisy. */
  readonly loadBefore: number;
  readonly measuredAt: string;
}

/** Describes this machine before anything is measured on it. */
export function describeMachine(now: Date): Machine {
  const [load = 0] = loadavg();
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.versions.node,
    loadBefore: Number(load.toFixed(2)),
    measuredAt: now.toISOString(),
  };
}
