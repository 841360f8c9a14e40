// How the program ends: what was started is closed, the last first, within bounded time.

const sameSignalMs = 1_000;

/** What has been started so far, and the ways to end it. */
export interface StopInOrder {
  /** Adds what was started; it is closed before everything that was added earlier. */
  readonly add: (close: () => Promise<void>) => void;
  /** Closes everything; safe to call again. Rejects when something did not close. */
  readonly closeAll: () => Promise<void>;
  /** Whether the end has begun. */
  readonly isStopping: () => boolean;
}

/**
 * Makes the program end in order at SIGINT, SIGTERM and SIGHUP, with exit code 0. A further signal ends it at once,
 * except within a second of the first: the terminal, npm and the launcher all pass one Ctrl-C on.
 */
export function stopInOrder(options: {
  readonly timeoutMs: number;
  readonly onStopping: () => void;
  readonly exit: (code: number) => void;
}): StopInOrder {
  const closers: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  let firstSignalAt: number | undefined;

  const close = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      await closer().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, "Not everything could be stopped.");
  };
  const closeAll = () => (closing ??= close());

  const onSignal = (): void => {
    if (firstSignalAt !== undefined) {
      if (performance.now() - firstSignalAt > sameSignalMs) options.exit(130);
      return;
    }
    firstSignalAt = performance.now();
    options.onStopping();
    setTimeout(() => options.exit(1), options.timeoutMs).unref();
    closeAll().then(
      () => options.exit(0),
      () => options.exit(1),
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  return { add: (closer) => closers.push(closer), closeAll, isStopping: () => closing !== undefined };
}
