// Work that goes on for ever and is to be done by one process at a time, shared among those that are there.

/** A piece of work, until `lost` is aborted: the process ends, or another one is to do it. */
export type LeasedWork = (name: string, lost: AbortSignal) => Promise<void>;

/** Shares pieces of work among processes. */
export interface WorkShare {
  /**
   * Does this process's share of the pieces with these names, which are the same in every process. For a moment two may do
   * one: when a process was stopped for longer than its lease. What is done must bear it. Disposing ends the work.
   */
  share(names: readonly string[], work: LeasedWork): AsyncDisposable;
}

/** How the work is shared at a moment. */
export interface WorkSurvey {
  /** Names that the asking process has. */
  readonly mine: ReadonlySet<string>;
  /** Names that other processes have which are alive. */
  readonly others: ReadonlySet<string>;
  /** Processes that are alive, the asking one included. */
  readonly workers: number;
}

/** Port of the leases, by the clock of the store. Who says nothing for as long as its lease is taken for dead. */
export interface WorkLeaseStore {
  /** Says that `worker` is alive for `leaseMs` from this moment on, and answers how the work is shared. */
  beat(worker: string, leaseMs: number): Promise<WorkSurvey>;
  /** Takes those of the names that nobody has who is alive; answers them. */
  take(worker: string, names: readonly string[]): Promise<readonly string[]>;
  /** Lets go of names. */
  release(worker: string, names: readonly string[]): Promise<void>;
  /** Lets go of everything: the process ends. */
  leave(worker: string): Promise<void>;
}

/** One process that does everything, as where there is no other. */
export const workAlone: WorkShare = {
  share(names, work) {
    const stop = new AbortController();
    const running = names.map((name) => work(name, stop.signal));
    return {
      [Symbol.asyncDispose]: async () => {
        stop.abort();
        await Promise.all(running);
      },
    };
  },
};
