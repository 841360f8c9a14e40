// Watches over a server: one that ends without having been told to is started again where it was.
import { setTimeout as delay } from "node:timers/promises";
import { stopPostmaster, type Postmaster } from "./postmaster.js";
import { isRunning } from "./process-info.js";

/** A server that is started again when it ends by itself. */
export interface KeptPostmaster {
  readonly pid: () => number;
  /** Ends the watch, then the server. */
  readonly stop: () => Promise<void>;
}

const watchMs = 250;
/** What the dead server's backends may take to notice that it is gone; until then it cannot be started. */
const retryMs = 500;

/** Starts to watch; `restart` starts the server on the port that it had, so that every URL stays true. */
export function keepRunning(
  first: Postmaster,
  restart: (port: number) => Promise<Postmaster>,
): KeptPostmaster {
  const stopping = new AbortController();
  const { signal } = stopping;
  let current = first;
  const watching = watch();

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      if (isRunning(current.pid)) await pause(watchMs);
      // Why it did not start stands at the end of the server's log.
      else current = await restart(first.port).catch(() => pause(retryMs).then(() => current));
    }
  }

  function pause(milliseconds: number): Promise<void> {
    return delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  }

  return {
    pid: () => current.pid,
    stop: async () => {
      stopping.abort();
      await watching;
      await stopPostmaster(current.pid);
    },
  };
}
