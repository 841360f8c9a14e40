// Segment's HTTP tracking API: `POST /v1/track` and its like. A key in the header is judged before the body is read.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  findKeyInBody,
  listSegmentMessages,
  segmentPaths,
  toSegmentAnswer,
} from "../../ingest/doors/segment-request.js";
import { readJsonBody } from "../../ingest/doors/read-json-body.js";
import type { EventDoorParts } from "./event-door-parts.js";
import { findBasicKey, getSender } from "./find-basic-key.js";

/** Pages of any origin may send: what lets them is the write key, which no browser adds by itself as it does a cookie. */
const corsHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "retry-after, x-request-id",
  "cross-origin-resource-policy": "cross-origin",
};
const preflightHeaders = {
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "*, authorization",
  "access-control-max-age": "600",
};

/** Adds the routes; `scope` gives bodies as bytes. */
export function addSegmentRoutes(scope: FastifyInstance, { ingest, findWriteKey }: EventDoorParts): void {
  for (const [path, kind] of Object.entries(segmentPaths)) {
    const url = `/v1/${path}`;
    const config = { cors: false } as const;
    scope.options(url, { config }, async (_request, reply) =>
      reply.code(204).headers(corsHeaders).headers(preflightHeaders).send(),
    );
    scope.post(url, {
      config,
      onRequest: async (request, reply) => {
        void reply.headers(corsHeaders);
        const { authorization } = request.headers;
        if (authorization !== undefined) getSender(findWriteKey, findBasicKey(authorization));
      },
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const { authorization, "content-encoding": encoding } = request.headers;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const { json, bytes } = await readJsonBody(body, encoding);
        const key = authorization === undefined ? findKeyInBody(json) : findBasicKey(authorization);
        const { source, isTrusted } = getSender(findWriteKey, key);
        const events = listSegmentMessages(kind, json);
        const results = await ingest({ door: "SEGMENT", source, isTrusted, events, bytes });
        const answer = toSegmentAnswer(results);
        const isRefused = kind !== "batch" && answer.rejected !== undefined;
        return reply.code(isRefused ? 400 : 200).send(isRefused ? { ...answer, success: false } : answer);
      },
    });
  }
}
