import type { ReadOptions } from "./define-source.js";
import { HttpFault } from "./http-fault.js";
import { findRetryAfterMs } from "../../shared/retry-after.js";

/** One request as it goes out. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: URL | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

/**
 * Sends a request and answers its response, whose body is still to be read. Throws HttpFault for every status that is not
 * 2xx, and what the signal says when it aborts. A redirect is a failure: it would carry our token to somebody else.
 */
export async function sendRequest(request: HttpRequest, { signal }: ReadOptions): Promise<Response> {
  const { url, ...rest } = request;
  const response = await fetch(url, { ...rest, redirect: "error", signal }).catch((cause: unknown) => {
    throw toFault(cause, signal);
  });
  if (response.ok) return response;
  const retryAfterMs = findRetryAfterMs(response);
  await response.body?.cancel().catch(() => undefined);
  throw new HttpFault(`The answer has the HTTP status ${String(response.status)}.`, {
    httpStatus: response.status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The error of a request or of the body of its answer. */
export function toFault(cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason as unknown;
  return cause instanceof HttpFault ? cause : new HttpFault("The connection failed.", { cause });
}
