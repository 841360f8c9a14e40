// When the batches of a request go out. Ways to a customer differ in speed: of `a: customer(…)` and `b: customers(…)` the
// first may have its answer while the second still searches. A batch therefore waits until nothing is under way that
// could lead to more keys for it, and then until every resolver that goes on from there has had its turn.

/**
 * Stages of a request, each waiting for those before it: lookups that find customers and records, reads of the store
 * (among them the consents that decide about fields), facets of customers. Nothing in a stage waits for a later one,
 * which is why waiting here cannot lock.
 */
const stages = ["lookup", "store", "facet"] as const;
export type Stage = (typeof stages)[number];

/** Turns of the event loop without anything under way after which a request counts as settled. */
const quietTurns = 3;

/** Knows what is under way in one request. */
export class BatchSchedule {
  private readonly underWay: Record<Stage | "read", number> = { lookup: 0, store: 0, facet: 0, read: 0 };
  private readonly waiting = new Set<{ readonly stage: Stage; readonly dispatch: () => void }>();
  private readonly idleListeners: (() => void)[] = [];
  private isWaking = false;

  private readonly patientUntil: number;

  /**
   * `patienceMs`: how long after the request's beginning batches wait for slower stages at most. Past it the request may
   * need two batches where one would have done, but a lookup that hangs does not take the others' time. One span for the
   * whole request: a batch that leads to another (a facet to its identities) must not wait twice.
   */
  constructor(private patienceMs: number) {
    this.patientUntil = performance.now() + patienceMs;
  }

  /** Batches that are yet to come wait no longer than this. */
  limitPatience(patienceMs: number): void {
    this.patienceMs = Math.min(this.patienceMs, patienceMs);
  }

  /** For DataLoader's `batchScheduleFn`. */
  at(stage: Stage): (dispatch: () => void) => void {
    return (dispatch) => {
      const timer = setTimeout(() => {
        batch.dispatch();
      }, this.findWaitMs());
      timer.unref();
      const batch = {
        stage,
        dispatch: (): void => {
          clearTimeout(timer);
          if (this.waiting.delete(batch)) dispatch();
        },
      };
      this.waiting.add(batch);
      this.wake();
    };
  }

  private findWaitMs(): number {
    return Math.max(0, Math.min(this.patienceMs, this.patientUntil - performance.now()));
  }

  /** Counts a load, or a read that a load caused, until it has settled; answers it unchanged. */
  track<Result>(what: Stage | "read", load: Promise<Result>): Promise<Result> {
    this.underWay[what] += 1;
    const settle = (): void => {
      this.underWay[what] -= 1;
      this.wake();
    };
    load.then(settle, settle);
    return load;
  }

  /** Resolves when nothing is under way any more and nothing follows from it. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet += 1) {
      if (this.isBusy()) {
        await new Promise<void>((resolve) => {
          this.idleListeners.push(resolve);
        });
        quiet = 0;
      }
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    if (this.isBusy()) await this.settled();
  }

  /** Looks at the waiting batches once all promise callbacks of this turn have run, as DataLoader itself does. */
  private wake(): void {
    if (this.isWaking) return;
    this.isWaking = true;
    void Promise.resolve().then(() => {
      process.nextTick(() => {
        this.isWaking = false;
        this.dispatchReady();
      });
    });
  }

  private dispatchReady(): void {
    // First chosen, then sent: a batch that is sent queues others, which have their own turn.
    const ready = [...this.waiting].filter(({ stage }) => this.isOpen(stage));
    for (const batch of ready) batch.dispatch();
    if (!this.isBusy()) {
      for (const listener of this.idleListeners.splice(0)) listener();
    }
  }

  private isOpen(stage: Stage): boolean {
    return stages.slice(0, stages.indexOf(stage)).every((earlier) => this.underWay[earlier] === 0);
  }

  private isBusy(): boolean {
    const { lookup, store, facet, read } = this.underWay;
    return lookup + store + facet + read > 0;
  }
}
