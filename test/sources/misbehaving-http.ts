// An HTTP system that can be made to misbehave: a proxy in front of a real one.
import { startHttpSystem } from "../fakes/http-system.js";
import type { Misbehaviour, MisbehavingSystem } from "./misbehaving-system.js";

/** Starts a proxy in front of the system of a URL. */
export async function startMisbehavingHttp(upstreamUrl: string): Promise<MisbehavingSystem> {
  let mode: Misbehaviour | undefined;
  const { origin, pathname } = new URL(upstreamUrl);
  const system = await startHttpSystem(async ({ method, path, headers, body }, response) => {
    const { authorization, accept = "*/*", "content-type": type } = headers;
    if (mode === "hanging") return;
    if (mode === "crowded") {
      response.writeHead(429, { "retry-after": "1" }).end();
      return;
    }
    if (mode === "failing") {
      response.writeHead(500).end(`Stack trace of ${authorization ?? "nobody"}`);
      return;
    }
    const real = await fetch(origin + path, {
      method,
      headers: { accept, ...(authorization && { authorization }), ...(type && { "content-type": type }) },
      ...(method === "POST" && { body }),
    }).catch(() => undefined);
    const text = (await real?.text()) ?? "";
    const link = real?.headers.get("link");
    response.writeHead(real?.status ?? 502, { "content-type": "application/json", ...(link && { link }) });
    if (mode === "malformed") response.end(text.slice(0, text.length / 2));
    else response.end(mode === "bad record" ? JSON.stringify(spoilFirst(JSON.parse(text)).value) : text);
  });
  return {
    url: system.url + (pathname === "/" ? "" : pathname),
    behave: (next) => {
      mode = next;
    },
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
  };
}

/** Spoils the first record of an answer: the first object in a list, or else the answer itself. */
function spoilFirst(value: unknown): { readonly value: unknown; readonly isSpoilt: boolean } {
  const inList = spoilInList(value);
  return inList.isSpoilt ? inList : { value: isObject(value) ? spoil(value) : value, isSpoilt: true };
}

function spoilInList(value: unknown): { readonly value: unknown; readonly isSpoilt: boolean } {
  if (Array.isArray(value)) {
    const [first, ...rest] = value as unknown[];
    return isObject(first) ? { value: [spoil(first), ...rest], isSpoilt: true } : { value, isSpoilt: false };
  }
  if (!isObject(value)) return { value, isSpoilt: false };
  for (const [name, part] of Object.entries(value)) {
    const inPart = spoilInList(part);
    if (inPart.isSpoilt) return { value: { ...value, [name]: inPart.value }, isSpoilt: true };
  }
  return { value, isSpoilt: false };
}

/** Every text is a number. */
function spoil(record: object): object {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, typeof value === "string" ? 17 : value]),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
