// Work that is done again and again while the gateway runs, whoever asks for nothing.
import { timerPause, type Pause } from "./backoff.js";

/** What is done, and how often. */
export interface Repeated {
  readonly work: (stop: AbortSignal) => Promise<void>;
  /** Between the end of one time and the next. */
  readonly intervalMs: number;
  /** Hears what broke; the next time comes all the same. */
  readonly onError: (error: unknown) => void;
  readonly pause?: Pause;
}

/** Starts to repeat; disposing waits for what is under way. */
export function repeat({ work, intervalMs, onError, pause = timerPause }: Repeated): AsyncDisposable {
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await work(stop.signal).catch(onError);
      await pause(intervalMs, stop.signal);
    }
  };
  const running = run();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}
