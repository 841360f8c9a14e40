// What is to happen at a time to come, planned in the transaction that makes it necessary.
import type { Instant } from "../../shared/instant.js";

/** Something that is due later. */
export interface Timer {
  /** Names the timer: planning it again moves it, so that there is one of a key at most. */
  readonly key: string;
  readonly at: Instant;
  /** Name of the task that runs then. */
  readonly task: string;
  /** What the task is given, as JSON; ids, no personal data. */
  readonly payload: Readonly<Record<string, string>>;
}

/** Writes of timers inside a transaction: they are there when it commits, and only then. To be called before events are appended. */
export interface ScheduleWriter {
  at(timers: readonly Timer[]): Promise<void>;
  /** Forgets timers; one that is running at this moment may end, so a task must look whether it is wanted still. */
  cancel(keys: readonly string[]): Promise<void>;
}

/** Tasks by name. A task may be run again after a fault, and must then do nothing twice. `signal` asks it to end early. */
export type Tasks = Readonly<
  Record<string, (payload: Timer["payload"], signal: AbortSignal) => Promise<void>>
>;
