// How far the log is settled, as this process knows it: the highest cursor below which nothing can turn up any more. It is
// known anew when this process has committed something, when another one says so, and now and then in any case. What was
// known once holds for ever, so readers use it without asking.
import type { Appended, OnAppended } from "../domains/events/appended.js";
import type { Logger } from "../observability/logger.js";
import { timerPause } from "../shared/backoff.js";
import { createBell } from "./bell.js";
import { createEventRelay, type EventRelay } from "./event-relay.js";

/** What a horizon needs. Times are in milliseconds. */
export interface HorizonSettings {
  /** Asks the database. */
  readonly ask: () => Promise<bigint>;
  readonly onAppended: OnAppended;
  /** Where to tell other processes of what was appended here and to hear of theirs; without it they are polled for. */
  readonly relayUrl?: string;
  /** How often events of other processes are looked for while they are not heard of. */
  readonly pollMs: number;
  readonly logger: Logger;
}

/** A horizon. It begins to watch with its first listener, or at once when it has others to tell. */
export interface EventHorizon extends AsyncDisposable {
  readonly known: bigint;
  /** Asks the database; those who ask together share an answer that was asked for after they came. */
  refresh(): Promise<bigint>;
  /** Hears when more is known; answers the unsubscription. */
  onRaised(listener: () => void): () => void;
}

/** While notices arrive, looking only finds what a process left that died between its commit and its notice. */
const listeningPollMs = 500;
/** Least time between two announcements: what is committed meanwhile shares the next. */
const announceGapMs = 2;
/** While somebody's transaction holds the horizon below what was committed here. */
const heldBackoffMs = { least: 1, most: 50 };

/** Makes a horizon. */
export function createEventHorizon(settings: HorizonSettings): EventHorizon {
  const { ask, pollMs, logger } = settings;
  const stop = new AbortController();
  const bell = createBell();
  const listeners = new Set<() => void>();
  let known = 0n;
  /** Highest cursor committed by this process. */
  let committed = 0n;
  /** Whether others have announced something since this process last did. */
  let areOthersActive = false;
  let asking: Promise<bigint> | undefined;
  let next: Promise<bigint> | undefined;
  let running: Promise<void> | undefined;

  const unsubscribe = settings.onAppended(({ phase, last }: Appended) => {
    if (phase === "APPENDED") return;
    if (phase === "COMMITTED" && last > committed) committed = last;
    // Also what was rolled back may have held the horizon below what others committed.
    bell.ring();
  });

  const relay: EventRelay | undefined =
    settings.relayUrl === undefined
      ? undefined
      : createEventRelay({
          url: settings.relayUrl,
          logger,
          onHeard: (horizon) => {
            if (horizon === undefined) bell.ring();
            else if (horizon > known) {
              areOthersActive = true;
              raise(horizon);
            }
          },
        });

  function raise(horizon: bigint): bigint {
    if (horizon > known) {
      known = horizon;
      for (const listener of listeners) listener();
    }
    return known;
  }

  function askNow(): Promise<bigint> {
    asking = ask()
      .then(raise)
      .finally(() => (asking = undefined));
    return asking;
  }

  function refresh(): Promise<bigint> {
    if (asking === undefined) return askNow();
    // The answer under way may be from before what the caller knows of.
    next ??= asking
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return askNow();
      });
    return next;
  }

  /** Looks, and tells the others where there are any. */
  async function look(): Promise<void> {
    const announced = await relay?.announce(known);
    if (announced === undefined) await refresh();
    else raise(announced);
    areOthersActive = false;
  }

  async function watch(): Promise<void> {
    let isFailing = false;
    let heldMs = heldBackoffMs.least;
    while (!stop.signal.aborted && (relay !== undefined || listeners.size > 0)) {
      try {
        if (committed > known && areOthersActive) {
          // Whoever comes first speaks for all, so those who write at the same time do not all speak.
          areOthersActive = false;
          await timerPause(1 + Math.random() * 3, stop.signal);
          if (committed <= known) continue;
        }
        const before = known;
        await look();
        if (isFailing) logger.info("The event log can be read again.");
        isFailing = false;
        if (committed > known) {
          heldMs = known > before ? heldBackoffMs.least : Math.min(heldMs * 2, heldBackoffMs.most);
          await timerPause(heldMs, stop.signal);
        } else {
          heldMs = heldBackoffMs.least;
          if (relay !== undefined) await timerPause(announceGapMs, stop.signal);
          await bell.wait(relay?.isListening === true ? listeningPollMs : pollMs);
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        if (!isFailing) logger.warn({ err: error }, "The event log cannot be read; trying again.");
        isFailing = true;
        await timerPause(pollMs, stop.signal);
      }
    }
  }

  function start(): void {
    if (stop.signal.aborted) return;
    running ??= watch().finally(() => {
      running = undefined;
      // A listener may have come while the last turn ended.
      if (listeners.size > 0) start();
    });
  }

  if (relay !== undefined) start();
  return {
    get known() {
      return known;
    },
    refresh,
    onRaised: (listener) => {
      listeners.add(listener);
      start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) bell.ring();
      };
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      unsubscribe();
      listeners.clear();
      bell.ring();
      await running;
      await relay?.[Symbol.asyncDispose]();
    },
  };
}
