// A system that speaks JSON over HTTP. In: paths under its base URL. Out: parsed bodies that nobody has checked yet. Knows
// who we are, how much may be read, and how the system spreads an answer over pages. Whether and when a request is sent
// again is the guard's business; the fault says what the guard needs to know (HttpFault).
import pLimit from "p-limit";
import { createTokenSource, type Credentials } from "./access-token.js";
import type { ReadOptions } from "./define-source.js";
import { HttpFault } from "./http-fault.js";
import { findNextLink } from "./next-link.js";
import { readJsonBody } from "./read-body.js";
import { sendRequest, toFault } from "./send-request.js";

/** How a system is reached. */
export interface HttpClientSettings {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Longest body that is read. */
  readonly maxBytes?: number;
  /** How many of many gets are under way at a time. */
  readonly maxParallel?: number;
}

/** A body with where the next page stands, by the header `link` (RFC 8288). */
export interface HttpPage {
  readonly body: unknown;
  /** A path for the next `getPage`. */
  readonly next: string | undefined;
}

/** What a source with an HTTP system holds. Everything rejects with HttpFault, or with the signal's reason. */
export interface HttpClient {
  /** `path` is under the base URL, or a full URL of the same origin. */
  readonly get: (path: string, options: ReadOptions) => Promise<unknown>;
  /** One call for a whole batch. */
  readonly post: (path: string, body: unknown, options: ReadOptions) => Promise<unknown>;
  /** For systems without a batch endpoint: many gets, a few at a time; undefined stands where there is nothing (404). */
  readonly getEach: (paths: readonly string[], options: ReadOptions) => Promise<readonly unknown[]>;
  readonly getPage: (path: string, options: ReadOptions) => Promise<HttpPage>;
  readonly close: () => Promise<void>;
}

const defaultMaxBytes = 8 * 1024 * 1024;
const defaultMaxParallel = 8;

/** Makes the client of a system; nothing is sent yet. */
export function createHttpClient(settings: HttpClientSettings): HttpClient {
  const { baseUrl, credentials, maxBytes = defaultMaxBytes, maxParallel = defaultMaxParallel } = settings;
  const base = new URL(baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`);
  const tokens = createTokenSource(credentials);
  const limit = pLimit(maxParallel);
  const closing = new AbortController();

  const send = async (
    method: "GET" | "POST",
    path: string,
    options: ReadOptions,
    content?: string,
  ): Promise<readonly [response: Response, body: unknown]> => {
    const signal = AbortSignal.any([options.signal, closing.signal]);
    const url = toUrl(base, path);
    const attempt = async (isLast: boolean): Promise<Response> => {
      const token = await tokens.get(signal);
      const headers = {
        accept: "application/json",
        ...(content !== undefined && { "content-type": "application/json" }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      };
      try {
        return await sendRequest(
          { method, url, headers, ...(content !== undefined && { body: content }) },
          { signal },
        );
      } catch (fault) {
        // A token may be taken back before its end. Once: a system that refuses every token must not be hammered.
        const isRefused = fault instanceof HttpFault && fault.httpStatus === 401 && tokens.refuse(token);
        if (!isRefused || isLast) throw fault;
        return attempt(true);
      }
    };
    const response = await attempt(false);
    try {
      return [response, await readJsonBody(response, maxBytes)];
    } catch (error) {
      throw toFault(error, signal);
    }
  };

  return {
    get: async (path, options) => (await send("GET", path, options))[1],
    post: async (path, body, options) => (await send("POST", path, options, JSON.stringify(body)))[1],
    getEach: async (paths, options) => {
      // The first failure ends the others: their answers are of no use to anybody.
      const failing = new AbortController();
      const signal = AbortSignal.any([options.signal, failing.signal]);
      try {
        return await Promise.all(
          paths.map((path) => limit(() => send("GET", path, { ...options, signal }).then(toBody, toNothing))),
        );
      } catch (fault) {
        failing.abort();
        throw fault;
      }
    },
    getPage: async (path, options) => {
      const [response, body] = await send("GET", path, options);
      return { body, next: findNextLink(response) };
    },
    close: () => {
      closing.abort(new HttpFault("The client was closed."));
      return Promise.resolve();
    },
  };
}

/** NOTE: a path that leads to another origin would carry our token there. */
function toUrl(base: URL, path: string): URL {
  const url = new URL(path.startsWith("/") ? path.slice(1) : path, base);
  if (url.origin !== base.origin) throw new HttpFault("The path leads to another origin.");
  return url;
}

function toBody([, body]: readonly [Response, unknown]): unknown {
  return body;
}

function toNothing(fault: unknown): undefined {
  if (fault instanceof HttpFault && fault.httpStatus === 404) return undefined;
  throw fault;
}
