// What went wrong when a source was read: what a caller may know of it, whether the source is at fault, and whether the
// same read may be sent again. Faults are told apart by their codes, whatever client they come from.
import { GatewayError } from "../../shared/errors.js";

/** How a read failed. */
export type FailureStatus = "TIMEOUT" | "UNAVAILABLE" | "CIRCUIT_OPEN";

const sentences: { readonly [Status in FailureStatus]: (source: string) => string } = {
  TIMEOUT: (source) => `Source "${source}" did not answer in time.`,
  UNAVAILABLE: (source) => `Source "${source}" is not available.`,
  CIRCUIT_OPEN: (source) => `Source "${source}" failed repeatedly and is not asked until it answers again.`,
};

/** The error of a failed read; `cause` is for the log. */
export function createSourceError(source: string, status: FailureStatus, cause?: unknown): GatewayError {
  return new GatewayError("SOURCE_UNAVAILABLE", sentences[status](source), { source, status }, { cause });
}

/** The error for callers; the fault itself stays behind as its cause, for the log. */
export function toSourceError(source: string, fault: unknown): GatewayError {
  if (fault instanceof GatewayError && fault.code === "SOURCE_UNAVAILABLE") return fault;
  return createSourceError(source, isTimeout(fault) ? "TIMEOUT" : "UNAVAILABLE", fault);
}

/** How an error of `toSourceError` says that the read failed. */
export function toFailureStatus({ details }: GatewayError): FailureStatus {
  return details.status === "TIMEOUT" || details.status === "CIRCUIT_OPEN" ? details.status : "UNAVAILABLE";
}

/** `57014` is PostgreSQL's query_canceled, which is how a statement ends that ran past its timeout. */
const timeoutCodes: ReadonlySet<unknown> = new Set(["57014", "ETIMEDOUT"]);

/** Whether the time ran out, ours or the source's. */
export function isTimeout(fault: unknown): boolean {
  return fault instanceof Error && (fault.name === "TimeoutError" || timeoutCodes.has(findCode(fault)));
}

/** Nothing was answered: the connection was refused, or broken before the answer. */
const brokenConnectionCodes: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE"]);
/** PostgreSQL: classes 08 (connection), 53 (resources, e.g. too many connections) and 57P (server stops or starts). */
const unableServer = /^(?:08|53|57P)/;
const brokenConnectionMessage = /^Connection terminated/;

/** A PostgreSQL server that understood the statement and refused it, for what it says or for what it was given. */
function isRefusedStatement(fault: Error): boolean {
  const code = findCode(fault);
  return (
    "severity" in fault &&
    typeof code === "string" &&
    code.length === 5 &&
    !unableServer.test(code) &&
    !timeoutCodes.has(code)
  );
}

/** HTTP: the request itself is wrong. 408 and 429 speak of the server's state instead. */
function isRefusedRequest(fault: Error): boolean {
  const status = "httpStatus" in fault ? fault.httpStatus : undefined;
  return typeof status === "number" && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/**
 * Whether a fault says something about the source. It does not when the caller left, or when the source lives and only
 * refuses this one read: else one caller with a poisonous argument could take the source away from everybody.
 */
export function isSourceAtFault(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if (fault.name === "AbortError") return false;
  return !isRefusedStatement(fault) && !isRefusedRequest(fault);
}

/**
 * Milliseconds that a source asks to wait before the same read, 0 when it names none; undefined when the read must not
 * be sent again. Every read is safe to repeat; sent again is only what got no answer, or the answer "later".
 */
export function findRetryAfterMs(fault: unknown): number | undefined {
  if (!(fault instanceof Error)) return undefined;
  if ("retryAfterMs" in fault && typeof fault.retryAfterMs === "number") return fault.retryAfterMs;
  const code = findCode(fault);
  const isUnanswered =
    brokenConnectionCodes.has(code) ||
    brokenConnectionMessage.test(fault.message) ||
    (typeof code === "string" && code.length === 5 && unableServer.test(code));
  return isUnanswered ? 0 : undefined;
}

/** Node puts the code of a failed `fetch` into the cause. */
function findCode(fault: Error): unknown {
  if ("code" in fault && fault.code !== undefined) return fault.code;
  return fault.cause instanceof Error && "code" in fault.cause ? fault.cause.code : undefined;
}
