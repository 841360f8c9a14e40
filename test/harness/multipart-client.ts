// Asks over HTTP as a client does that takes answers in parts: fetch, with meros to read them.
import { meros } from "meros/browser";
import type { Caller, TestApp } from "./test-app.js";

/** What Apollo Client sends with a document that holds @defer. */
export const acceptsParts = "multipart/mixed;deferSpec=20220824,application/graphql-response+json";

/** An error in a payload. */
export interface PayloadError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Record<string, unknown>;
}

/** One part of an answer. */
export interface Payload {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly PayloadError[];
  readonly hasNext?: boolean;
  readonly extensions?: Record<string, unknown>;
  readonly incremental?: readonly {
    readonly label?: string;
    readonly path: readonly (string | number)[];
    readonly data?: Record<string, unknown> | null;
    readonly items?: readonly unknown[] | null;
    readonly errors?: readonly PayloadError[];
  }[];
}

/** An answer that is read part by part. */
export interface PartedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The next part; rejects when there is none. */
  next(): Promise<Payload>;
  /** All parts that are left. */
  rest(): Promise<readonly Payload[]>;
}

/** What to ask. */
export interface PartedAsk {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly caller?: Caller;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** Asks; resolves when the head of the answer is there. An answer in one piece counts as one part. */
export async function askInParts(app: Pick<TestApp, "url" | "token">, ask: PartedAsk): Promise<PartedAnswer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await app.token(ask.caller)}`,
      "content-type": "application/json",
      accept: ask.accept ?? acceptsParts,
    },
    body: JSON.stringify({ query: ask.query, variables: ask.variables }),
    ...(ask.signal && { signal: ask.signal }),
  });
  const parts = readParts(response);
  return {
    status: response.status,
    contentType: response.headers.get("content-type") ?? "",
    async next() {
      const { done, value } = await parts.next();
      if (done === true) throw new Error("The answer has no further part.");
      return value;
    },
    async rest() {
      const rest: Payload[] = [];
      for await (const part of parts) rest.push(part);
      return rest;
    },
  };
}

/** A part as meros gives it; its own types do not resolve. */
interface Part {
  readonly json: boolean;
  readonly body: unknown;
}

/** The payloads of an answer; one in one piece counts as one. */
export async function* readParts(response: Response): AsyncGenerator<Payload, void> {
  const parts: Response | AsyncGenerator<Part> = await meros(response);
  if (parts instanceof Response) {
    yield (await parts.json()) as Payload;
    return;
  }
  for await (const part of parts) {
    if (!part.json) throw new Error("A part is not JSON.");
    yield part.body as Payload;
  }
}

/** One object of all payloads, as a client's cache ends up with it. */
export function mergePayloads(payloads: readonly Payload[]): Record<string, unknown> {
  const [first, ...later] = payloads;
  const whole = structuredClone(first?.data ?? {});
  for (const part of later.flatMap(({ incremental = [] }) => incremental)) {
    const { path } = part;
    if (part.items !== undefined) {
      const list = follow(whole, path.slice(0, -1)) as unknown[];
      list.splice(Number(path.at(-1)), 0, ...(part.items ?? []));
    } else mergeInto(follow(whole, path), part.data ?? {});
  }
  return whole;
}

/** Parts may hold other fields of an object that is there already. */
function mergeInto(target: object, fields: object): void {
  for (const [name, value] of Object.entries(fields) as [keyof typeof target, unknown][]) {
    const known: unknown = target[name];
    if (isPlainObject(known) && isPlainObject(value)) mergeInto(known, value);
    else Object.assign(target, { [name]: value });
  }
}

function isPlainObject(value: unknown): value is object {
  return value instanceof Object && !Array.isArray(value);
}

function follow(root: unknown, path: readonly (string | number)[]): object {
  let place = root;
  for (const step of path) place = (place as Record<string | number, unknown>)[step];
  if (!(place instanceof Object)) throw new Error(`Nothing stands at ${path.join(".")}.`);
  return place;
}
