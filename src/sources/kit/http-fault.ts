/** What is known of a failure beside its sentence. */
export interface HttpFaultDetails {
  /** Status of the answer; absent when there was none. */
  readonly httpStatus?: number;
  /** The system is busy and says when to ask again. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** How an HTTP system failed. Says neither address nor body: both may hold what is personal or secret. */
export class HttpFault extends Error {
  override readonly name = "HttpFault";
  readonly httpStatus: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** Of the connection, as Node names it, e.g. `ECONNREFUSED`. */
  readonly code: string | undefined;

  constructor(message: string, { httpStatus, retryAfterMs, cause }: HttpFaultDetails = {}) {
    super(message);
    this.httpStatus = httpStatus;
    this.retryAfterMs = retryAfterMs;
    // Not the cause itself: the errors of `fetch` quote addresses.
    this.code = findCode(cause);
  }
}

/** Codes of Node's HTTP client for what other clients call by the code of the system. */
const systemCodes: { readonly [code: string]: string } = {
  UND_ERR_SOCKET: "ECONNRESET",
  UND_ERR_CONNECT_TIMEOUT: "ETIMEDOUT",
  UND_ERR_HEADERS_TIMEOUT: "ETIMEDOUT",
  UND_ERR_BODY_TIMEOUT: "ETIMEDOUT",
};

function findCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  if ("code" in cause && typeof cause.code === "string") return systemCodes[cause.code] ?? cause.code;
  return findCode(cause.cause);
}
