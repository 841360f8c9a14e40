/** Settles as `promise` does, but rejects with the signal's reason as soon as it aborts, whatever `promise` is doing. */
export async function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  if (signal.aborted) {
    // Nobody will look at the promise any more; its rejection must not count as unhandled.
    promise.catch(() => undefined);
    throw toError(signal.reason);
  }
  return new Promise<Result>((resolve, reject) => {
    const onAbort = (): void => {
      reject(toError(signal.reason));
    };
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("The read was given up.", { cause: reason });
}
