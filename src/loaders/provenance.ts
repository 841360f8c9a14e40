// Every read of a request goes through here: it is written down, timed, and fails with one error a source.
import type { Clock } from "../shared/clock.js";
import { GatewayError } from "../shared/errors.js";
import type { ConnectedSource, ReadOptions, RefusedRecord } from "../sources/kit/define-source.js";
import { toFailureStatus, toSourceError, type FailureStatus } from "../sources/kit/source-fault.js";
import type { BatchSchedule } from "./batch-schedule.js";
import type { Read, SourceAnswer } from "./loaders.js";

/** A read that has ended, for metrics. */
export interface EndedRead extends Read {
  readonly latencyMs: number;
  readonly status: "OK" | FailureStatus;
}

/** What a request knows of one source. */
interface Asked {
  readonly at: Date;
  latencyMs: number;
  failure?: GatewayError;
  /** Failed batches, and those of them for which kept records stood in completely. */
  failedBatches: number;
  staleBatches: number;
  /** When the oldest of those records was read. */
  staleAsOf?: Date;
  /** Records that were left out because they do not fit: how many of each bad field, `contacts.channel`. */
  readonly refused: Map<string, number>;
}

/** The name of our own store among the reads. */
const storeName = "store";

/** Keeps what was read in one request, and how that went. */
export class Provenance {
  readonly reads: Read[] = [];
  private readonly asked = new Map<string, Asked>();
  private storeFailure: GatewayError | undefined;

  constructor(
    private readonly schedule: BatchSchedule,
    private readonly clock: Clock,
    private readonly options: ReadOptions,
    private readonly onRead?: (read: EndedRead) => void,
  ) {}

  /**
   * One batch to a source. Every failure of one source in this request is the same error, so that whoever reports errors
   * can report it once.
   */
  readSource<Result>(
    { name }: Pick<ConnectedSource, "name">,
    facet: string,
    asks: number,
    read: (options: ReadOptions) => Promise<Result>,
  ): Promise<Result> {
    const asked: Asked = this.asked.get(name) ?? {
      at: this.clock.now(),
      latencyMs: 0,
      failedBatches: 0,
      staleBatches: 0,
      refused: new Map(),
    };
    this.asked.set(name, asked);
    const onRefused = ({ facet: of, path }: RefusedRecord): void => {
      const field = `${of}.${path}`;
      asked.refused.set(field, (asked.refused.get(field) ?? 0) + 1);
    };
    return this.run({ source: name, facet, asks }, (options) => read({ ...options, onRefused }), {
      toFailure: (error) => {
        asked.failedBatches += 1;
        return (asked.failure ??= toSourceError(name, error));
      },
      onEnd: (latencyMs) => {
        asked.latencyMs = Math.max(asked.latencyMs, latencyMs);
      },
    });
  }

  /** Kept records stood in for a batch of `source` that failed: when each was read, undefined where there were none. */
  noteStale({ name }: Pick<ConnectedSource, "name">, asOf: readonly (Date | undefined)[]): void {
    const asked = this.asked.get(name);
    const times = asOf.filter((time) => time !== undefined);
    if (asked === undefined || times.length < asOf.length) return;
    asked.staleBatches += 1;
    asked.staleAsOf = [...times, ...(asked.staleAsOf ? [asked.staleAsOf] : [])].reduce((left, right) =>
      left < right ? left : right,
    );
  }

  /** One batch to our store. */
  readStore<Result>(facet: string, asks: number, read: () => Promise<Result>): Promise<Result> {
    return this.run({ source: storeName, facet, asks }, read, {
      toFailure: (error) => (this.storeFailure ??= toStoreError(error)),
      onEnd: () => undefined,
    });
  }

  /** How each source answered so far. */
  toAnswers(sources: readonly Pick<ConnectedSource, "name">[]): readonly SourceAnswer[] {
    return sources.map(({ name }) => toAnswer(name, this.asked.get(name)));
  }

  private run<Result>(
    read: Read,
    call: (options: ReadOptions) => Promise<Result>,
    { toFailure, onEnd }: { toFailure: (error: unknown) => GatewayError; onEnd: (latencyMs: number) => void },
  ): Promise<Result> {
    this.reads.push(read);
    return this.schedule.track("read", this.time(read, call, toFailure, onEnd));
  }

  private async time<Result>(
    read: Read,
    call: (options: ReadOptions) => Promise<Result>,
    toFailure: (error: unknown) => GatewayError,
    onEnd: (latencyMs: number) => void,
  ): Promise<Result> {
    const startedAt = performance.now();
    let status: EndedRead["status"] = "OK";
    try {
      return await call(this.options);
    } catch (error) {
      const failure = toFailure(error);
      status = toFailureStatus(failure);
      throw failure;
    } finally {
      const latencyMs = performance.now() - startedAt;
      onEnd(latencyMs);
      this.onRead?.({ ...read, latencyMs, status });
    }
  }
}

function toAnswer(name: string, asked: Asked | undefined): SourceAnswer {
  if (asked === undefined) return { name, status: "NOT_ASKED", asOf: null, latencyMs: null, error: null };
  const { at, latencyMs, failure } = asked;
  if (failure === undefined) return { name, status: "OK", asOf: at, latencyMs, error: toNote(asked) };
  if (asked.staleAsOf !== undefined && asked.staleBatches === asked.failedBatches) {
    return { name, status: "STALE", asOf: asked.staleAsOf, latencyMs, error: failure.message };
  }
  return { name, status: toFailureStatus(failure), asOf: null, latencyMs, error: failure.message };
}

/** An answer with records left out is not whole, and whoever reads it has to know. */
function toNote({ refused }: Asked): string | null {
  if (refused.size === 0) return null;
  const count = [...refused.values()].reduce((sum, one) => sum + one, 0);
  const fields = [...refused.keys()].join(", ");
  return `${String(count)} of its records did not fit and ${count === 1 ? "is" : "are"} left out: ${fields}.`;
}

function toStoreError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError("STORE_UNAVAILABLE", "The gateway's store is not available.", {}, { cause: error });
}
