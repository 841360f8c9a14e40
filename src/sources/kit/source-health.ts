import { performance } from "node:perf_hooks";

/** What recent reads and pings say of a source. */
export interface SourceHealth {
  readonly isCircuitOpen: boolean;
  /** When the source last answered; undefined: not since the start. */
  readonly answeredAt: Date | undefined;
  /** How long the latest read or ping took that has ended. */
  readonly latencyMs: number | undefined;
  /** Why the latest one failed; undefined when it did not. */
  readonly failure: Error | undefined;
  /** How long ago the latest one ended. */
  readonly ageMs: number;
}

/** Remembers how the latest read or ping of a source ended. */
export class HealthRecord {
  private answeredAt: Date | undefined;
  private latencyMs: number | undefined;
  private failure: Error | undefined;
  private endedAt = -Infinity;

  /** Writes down an end; `startedAt` is of `performance.now()`. */
  note(startedAt: number, failure?: Error): void {
    this.endedAt = performance.now();
    this.latencyMs = this.endedAt - startedAt;
    this.failure = failure;
    if (failure === undefined) this.answeredAt = new Date(performance.timeOrigin + startedAt);
  }

  /** What is known. */
  toHealth(isCircuitOpen: boolean): SourceHealth {
    const { answeredAt, latencyMs, failure } = this;
    return { isCircuitOpen, answeredAt, latencyMs, failure, ageMs: performance.now() - this.endedAt };
  }
}
