// The doors for events of other systems, beside GraphQL: Segment's tracking API and CloudEvents over HTTP. Bodies are read
// here as bytes, whatever their media type says, and no answer leaves before the events are durable.
import type { FastifyInstance } from "fastify";
import { maxSentBytes } from "../../ingest/doors/read-json-body.js";
import type { Logger } from "../../observability/logger.js";
import { sendError } from "../error-response.js";
import { addCloudEventsRoute } from "./cloud-events-route.js";
import type { EventDoorParts } from "./event-door-parts.js";
import { addSegmentRoutes } from "./segment-routes.js";

const challenge = 'Basic realm="write key", charset="UTF-8"';

/** Adds `POST /v1/…` and `POST /events`. */
export async function addEventDoors(
  server: FastifyInstance,
  parts: EventDoorParts,
  logger: Logger,
): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "*",
      { parseAs: "buffer", bodyLimit: maxSentBytes },
      (_request, body, done) => {
        done(null, body);
      },
    );
    scope.setErrorHandler((error, request, reply) => sendError(error, request, reply, logger, challenge));
    addSegmentRoutes(scope, parts);
    addCloudEventsRoute(scope, parts);
  });
}
