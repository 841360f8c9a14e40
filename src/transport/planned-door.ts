// The shortest way of an HTTP request: a plain POST whose operation has a plan is answered ahead of the framework, which
// costs several times as much as such an answer. It is told by its head whether a request is plain; whatever is not, or has no
// plan, or is refused, goes to the framework as if nobody had looked at it.
import type { IncomingMessage, RequestListener } from "node:http";
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { Logger } from "../observability/logger.js";
import type { Authenticator } from "../security/authenticate.js";
import type { GraphQLHandler } from "./graphql-handler.js";
import { toRequestId } from "./http-server.js";
import { findMediaType, findOperation } from "./planned-answer.js";
import { toApplication, toSingle } from "./request-headers.js";
import type { FindSourceIp } from "./source-ip.js";

/** What the door stands on. */
export interface PlannedDoorParts {
  readonly answerPlanned: NonNullable<GraphQLHandler["answerPlanned"]>;
  readonly authenticator: Authenticator;
  readonly findSourceIp: FindSourceIp;
  readonly maxBodyBytes: number;
  readonly isDraining: () => boolean;
  readonly logger: Logger;
  /** Where plans are answered. */
  readonly path: string;
}

/** Bodies of requests that were looked at here and that the framework has to answer. */
const readBodies = new WeakMap<IncomingMessage, Buffer>();

/** Whether it is known already that a request has no answer by a plan. */
export function isWithoutPlan(request: IncomingMessage): boolean {
  return readBodies.has(request);
}

/** For the framework: the body of a request, also when it was read already. */
export function reopenBody(request: IncomingMessage, payload: Readable): Readable {
  const body = readBodies.get(request);
  if (body === undefined) return payload;
  // The framework compares what arrived with the declared length.
  return Object.assign(Readable.from(body.length === 0 ? [] : [body]), {
    receivedEncodedLength: body.length,
  });
}

/** Puts the door in front of a server that does not listen yet. */
export async function openPlannedDoor(server: FastifyInstance, parts: PlannedDoorParts): Promise<void> {
  await server.ready();
  const safeHeaders = await listSafeHeaders(server);
  const [framework] = server.server.listeners("request") as RequestListener[];
  if (framework === undefined) throw new Error("The server answers no requests.");
  server.server.removeAllListeners("request");
  server.server.on("request", (request, response) => {
    const mediaType = isPlain(request, parts) ? findMediaType(request.headers.accept) : undefined;
    if (mediaType === undefined) return framework(request, response);
    takeBody(request, parts.maxBodyBytes, (body) => {
      const goOn = (): void => {
        readBodies.set(request, body);
        framework(request, response);
      };
      const requestId = toRequestId(request);
      answer(request, requestId, body, parts).then(
        (text) => {
          if (text === undefined) return goOn();
          const head = ["x-request-id", requestId, "content-type", `${mediaType}; charset=utf-8`];
          response.writeHead(200, [
            ...head,
            "content-length",
            String(Buffer.byteLength(text)),
            ...(parts.isDraining() ? ["connection", "close"] : []),
            ...safeHeaders,
          ]);
          response.end(text);
          const path = parts.path;
          parts.logger.debug({ requestId, method: "POST", path, status: 200 }, "Answered by a plan.");
        },
        // Who is refused, and why, is the framework's to tell.
        goOn,
      );
    });
  });
}

/** The headers that every answer carries, as the framework sends them. */
async function listSafeHeaders(server: FastifyInstance): Promise<readonly string[]> {
  const { headers } = await server.inject({ method: "GET", url: "/" });
  const own = new Set(["x-request-id", "content-type", "content-length", "date", "connection", "allow"]);
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === "string" && !own.has(name) ? [name, value] : [],
  );
}

function isPlain({ method, url, headers }: IncomingMessage, parts: PlannedDoorParts): boolean {
  if (method !== "POST" || url !== parts.path || parts.isDraining()) return false;
  const type = headers["content-type"];
  if (type !== "application/json" && type !== "application/json; charset=utf-8") return false;
  const length = Number(headers["content-length"] ?? Number.NaN);
  if (!(length > 0 && length <= parts.maxBodyBytes)) return false;
  // A page of another origin is answered with CORS headers, a router's trace with a trace.
  return (
    headers.origin === undefined &&
    headers.host !== undefined &&
    headers["content-encoding"] === undefined &&
    headers["transfer-encoding"] === undefined &&
    headers.expect === undefined &&
    headers["apollo-federation-include-trace"] === undefined
  );
}

function takeBody(request: IncomingMessage, maxBytes: number, done: (body: Buffer) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  request.on("data", (part: Buffer) => {
    length += part.length;
    if (length <= maxBytes) parts.push(part);
  });
  // A request that breaks off ends without an answer, as it does in the framework.
  request.on("end", () => done(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
}

async function answer(
  request: IncomingMessage,
  requestId: string,
  body: Buffer,
  { answerPlanned, authenticator, findSourceIp }: PlannedDoorParts,
): Promise<string | undefined> {
  const operation = parseOperation(body);
  if (operation === undefined) return undefined;
  const { headers } = request;
  const { viewer, application } = await authenticator.authenticate({
    authorization: headers.authorization,
    purpose: toSingle(headers["x-purpose"]),
  });
  return answerPlanned(operation, {
    viewer,
    sourceIp: findSourceIp(request),
    application: application ?? toApplication(toSingle(headers["apollographql-client-name"])),
    requestId,
    signal: neverAborted,
  });
}

const neverAborted = new AbortController().signal;

function parseOperation(body: Buffer): ReturnType<typeof findOperation> {
  try {
    const text = body.toString("utf8");
    // The framework refuses bodies that would change prototypes.
    return text.includes("__proto__") || text.includes("constructor")
      ? undefined
      : findOperation(JSON.parse(text));
  } catch {
    return undefined;
  }
}
