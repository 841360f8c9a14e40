// The one door through which a source is read: it ends with the deadline, and its faults become errors that are safe to show.
import { GatewayError } from "../../shared/errors.js";
import { untilAborted } from "./until-aborted.js";

/** How a read failed. */
export type FailureStatus = "TIMEOUT" | "UNAVAILABLE";

const sentences: { readonly [Status in FailureStatus]: (source: string) => string } = {
  TIMEOUT: (source) => `Source "${source}" did not answer in time.`,
  UNAVAILABLE: (source) => `Source "${source}" is not available.`,
};

/** Runs one read of a source. Rejects at once when the signal aborts, and only ever with SOURCE_UNAVAILABLE. */
export async function guardRead<Result>(
  source: string,
  signal: AbortSignal,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    signal.throwIfAborted();
    return await untilAborted(read(), signal);
  } catch (error) {
    throw toSourceError(source, error);
  }
}

/** The error for callers; the fault itself stays behind as its cause, for the log. */
export function toSourceError(source: string, fault: unknown): GatewayError {
  if (fault instanceof GatewayError && fault.code === "SOURCE_UNAVAILABLE") return fault;
  const status: FailureStatus = isTimeout(fault) ? "TIMEOUT" : "UNAVAILABLE";
  return new GatewayError(
    "SOURCE_UNAVAILABLE",
    sentences[status](source),
    { source, status },
    { cause: fault },
  );
}

/** `57014` is PostgreSQL's query_canceled, which is how a statement ends that ran past its timeout. */
const timeoutCodes: ReadonlySet<unknown> = new Set(["57014", "ETIMEDOUT"]);

function isTimeout(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if (fault.name === "TimeoutError") return true;
  return "code" in fault && timeoutCodes.has(fault.code);
}
