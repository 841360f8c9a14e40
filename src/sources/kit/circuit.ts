// A circuit breaker whose probes cost no caller anything. Closed: reads pass and are judged. Open: reads are refused at
// once, and the source is pinged in the background. After a ping that is answered one read goes through on trial (a
// server may answer pings while its tables are locked), the others are still refused; its success closes the circuit.
import {
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  circuitBreaker,
  handleWhen,
  type IBreaker,
} from "cockatiel";
import { isSourceAtFault } from "./source-fault.js";

/** What a circuit needs. `ping` rejects when the source does not answer; it ends by itself. */
export interface CircuitOptions {
  readonly failures: number;
  readonly probeIntervalMs: number;
  readonly ping: () => Promise<void>;
}

/** The circuit of one source. */
export interface Circuit {
  /** Whether a read would be refused. */
  readonly isOpen: () => boolean;
  /** Runs the read, or answers undefined when it must not be sent. */
  readonly tryRun: <Result>(read: () => Promise<Result>) => Promise<{ readonly result: Result } | undefined>;
  /** Ends the looking. */
  readonly close: () => void;
}

/** The ping, then one read. */
const trialCalls = 2;

/** Makes a closed circuit. */
export function createCircuit({ failures, probeIntervalMs, ping }: CircuitOptions): Circuit {
  const policy = circuitBreaker(
    // On trial every failure counts, whoever is at fault: only an answer proves that the source is back.
    handleWhen((fault) => policy.state !== CircuitState.Closed || isSourceAtFault(fault)),
    {
      breaker: createBreaker(failures),
      // When to look is the business of the timer below; it must never be too early for the policy.
      halfOpenAfter: 0,
      halfOpenSampling: { calls: trialCalls, threshold: 0 },
    },
  );
  let timer: NodeJS.Timeout | undefined;
  let isProbing = false;
  let isOnTrial = false;

  const probe = async (): Promise<void> => {
    isProbing = true;
    await policy.execute(ping).catch(() => undefined);
    isProbing = false;
  };
  policy.onBreak(() => {
    clearTimeout(timer);
    timer = setTimeout(() => void probe(), probeIntervalMs);
    timer.unref();
  });

  const isOpen = (): boolean =>
    policy.state === CircuitState.HalfOpen ? isProbing || isOnTrial : policy.state !== CircuitState.Closed;

  return {
    isOpen,
    async tryRun(read) {
      if (policy.state === CircuitState.Closed) return { result: await policy.execute(read) };
      if (isOpen()) return undefined;
      isOnTrial = true;
      try {
        return { result: await policy.execute(read) };
      } finally {
        isOnTrial = false;
      }
    },
    close: () => {
      clearTimeout(timer);
    },
  };
}

/** Opens after failures in a row, or when every second of the last reads failed: a source that flaps is no better. */
function createBreaker(failures: number): IBreaker {
  const inARow = new ConsecutiveBreaker(failures);
  const inShare = new CountBreaker({ threshold: 0.5, size: failures * 4 });
  return {
    // Kept for restoring a breaker, which is never done here.
    state: undefined,
    success(state) {
      inARow.success();
      inShare.success(state);
    },
    failure(state) {
      const isRow = inARow.failure();
      return inShare.failure(state) || isRow;
    },
  };
}
