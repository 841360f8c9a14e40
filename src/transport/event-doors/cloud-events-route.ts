// CloudEvents over HTTP: `POST /events`, of the company's own systems only.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { readCloudEventsRequest } from "../../ingest/doors/cloud-events-request.js";
import { GatewayError } from "../../shared/errors.js";
import type { EventDoorParts } from "./event-door-parts.js";
import { findBasicKey, getSender } from "./find-basic-key.js";

/** Adds the route; `scope` gives bodies as bytes. */
export function addCloudEventsRoute(scope: FastifyInstance, { ingest, findWriteKey }: EventDoorParts): void {
  scope.post("/events", {
    onRequest: async (request) => {
      const { isTrusted } = getSender(findWriteKey, findBasicKey(request.headers.authorization));
      if (!isTrusted) {
        throw new GatewayError("FORBIDDEN", "This write key may send by Segment's tracking API only.");
      }
    },
    handler: async (request: FastifyRequest, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { events, isBatch, bytes } = await readCloudEventsRequest(request.headers, body);
      const results = await ingest({ door: "CLOUD_EVENTS", source: null, isTrusted: true, events, bytes });
      const isRefused = !isBatch && results.every(({ status }) => status === "REJECTED");
      return reply.code(isRefused ? 400 : 200).send({ results });
    },
  });
}
