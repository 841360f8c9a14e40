// The one door through which a source is read. In: a read and the signal of whoever waits for it. Out: its result within
// that time, or SOURCE_UNAVAILABLE. From outside in: circuit, deadline, retries, turn. See docs/decisions/0011.
import { BulkheadPolicy, BulkheadRejectedError, DelegateBackoff, handleWhen, retry } from "cockatiel";
import { toBackoffMs } from "../../shared/backoff.js";
import { GatewayError } from "../../shared/errors.js";
import { createCircuit } from "./circuit.js";
import type { ReadOptions } from "./define-source.js";
import { type GuardSettings, defaultGuardSettings, laneSizes } from "./guard-settings.js";
import { createSourceError, findRetryAfterMs, isTimeout, toSourceError } from "./source-fault.js";
import { HealthRecord, type SourceHealth } from "./source-health.js";
import { untilAborted } from "./until-aborted.js";

/** Guards the reads of one connected source; all requests share it. */
export interface ReadGuard {
  /** A read that a caller waits for, unless `isBackground` says that none does. */
  readonly read: Guarded;
  /** A scan: nobody waits for it, and its failures say nothing about reads. */
  readonly scan: Guarded;
  readonly ping: (options: ReadOptions) => Promise<void>;
  readonly health: () => SourceHealth;
  readonly close: () => void;
}

type Guarded = <Result>(options: ReadOptions, call: () => Promise<Result>) => Promise<Result>;

/** A timeout after less time than this says nothing about the source: the request had used up its time elsewhere. */
const fairTimeMs = 100;
const maxRetries = 2;
const retryBackoff = { minMs: 50, maxMs: 400 };
const probeTimeoutMs = 1_000;

/** Makes the guard of a source. */
export function createReadGuard(
  source: string,
  ping: (options: ReadOptions) => Promise<void>,
  settings: GuardSettings = defaultGuardSettings,
): ReadGuard {
  const health = new HealthRecord();
  const lanes = {
    request: new BulkheadPolicy(laneSizes.request, settings.maxQueued),
    background: new BulkheadPolicy(laneSizes.background, settings.maxQueued),
  };

  const guardPing = async ({ signal }: ReadOptions): Promise<void> => {
    const startedAt = performance.now();
    try {
      signal.throwIfAborted();
      await untilAborted(ping({ signal }), signal);
      health.note(startedAt);
    } catch (fault) {
      const failure = toSourceError(source, fault);
      health.note(startedAt, failure);
      throw failure;
    }
  };
  const circuit = createCircuit({
    failures: settings.breakerFailures,
    probeIntervalMs: settings.probeIntervalMs,
    ping: () => guardPing({ signal: AbortSignal.timeout(probeTimeoutMs) }),
  });

  const inTurn = <Result>(
    lane: BulkheadPolicy,
    { signal }: ReadOptions,
    call: () => Promise<Result>,
  ): Promise<Result> =>
    untilAborted(
      lane.execute(() => untilAborted(call(), signal), signal),
      signal,
    );

  const readForCaller: Guarded = async (options, call) => {
    const startedAt = performance.now();
    const attempt = (): Promise<unknown> =>
      withRetries(options, () => inTurn(lanes.request, options, call)).catch((fault: unknown) => {
        throw isUnfair(fault, startedAt, options.signal) ? new UnfairRead(fault) : fault;
      });
    try {
      options.signal.throwIfAborted();
      const ran = await circuit.tryRun(attempt);
      if (ran === undefined) throw createSourceError(source, "CIRCUIT_OPEN");
      health.note(startedAt);
      return ran.result as Awaited<ReturnType<typeof call>>;
    } catch (thrown) {
      const isJudged = !(thrown instanceof UnfairRead) && !isRefusal(thrown);
      const failure = toSourceError(source, thrown instanceof UnfairRead ? thrown.cause : thrown);
      if (isJudged) health.note(startedAt, failure);
      throw failure;
    }
  };
  const readInBackground: Guarded = async (options, call) => {
    try {
      options.signal.throwIfAborted();
      return await inTurn(lanes.background, options, call);
    } catch (fault) {
      throw toSourceError(source, fault);
    }
  };

  return {
    read: (options, call) =>
      options.isBackground === true ? readInBackground(options, call) : readForCaller(options, call),
    scan: readInBackground,
    ping: guardPing,
    health: () => health.toHealth(circuit.isOpen()),
    close: () => circuit.close(),
  };
}

/** A failure that is the request's own: told to the caller as what it is, and not to the circuit. */
class UnfairRead extends Error {
  // The circuit leaves errors of this name alone.
  override readonly name = "AbortError";

  constructor(cause: unknown) {
    super("The read had no fair chance.", { cause });
  }
}

function isUnfair(fault: unknown, startedAt: number, signal: AbortSignal): boolean {
  if (fault instanceof BulkheadRejectedError) return true;
  const hasCallerLeft = signal.aborted && !isTimeout(signal.reason);
  if (hasCallerLeft) return true;
  return isTimeout(fault) && performance.now() - startedAt < fairTimeMs;
}

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof GatewayError && thrown.details.status === "CIRCUIT_OPEN";
}

/** Sends a read again that got no answer, with growing pauses of random length, and never past the deadline. */
function withRetries<Result>(options: ReadOptions, call: () => Promise<Result>): Promise<Result> {
  const { signal, endsAt = Infinity } = options;
  let failures = 0;
  let pauseMs = 0;
  const policy = retry(
    handleWhen((fault) => {
      const retryAfterMs = findRetryAfterMs(fault);
      if (retryAfterMs === undefined || signal.aborted) return false;
      failures += 1;
      pauseMs = Math.max(toBackoffMs(failures, retryBackoff, Math.random), retryAfterMs);
      return performance.now() + pauseMs < endsAt;
    }),
    { maxAttempts: maxRetries, backoff: new DelegateBackoff(() => pauseMs) },
  ).dangerouslyUnref();
  return untilAborted(policy.execute(call, signal), signal);
}
