// The transport as app.ts starts it: HTTP, server-sent events and WebSocket on one port, in front of one pipeline.
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { BaseContext } from "@apollo/server";
import type { FastifyInstance } from "fastify";
import type { Logger } from "../observability/logger.js";
import type { Authenticator } from "../security/authenticate.js";
import { type Clock, systemClock } from "../shared/clock.js";
import { addEventDoors } from "./event-doors/add-event-doors.js";
import type { EventDoorParts } from "./event-doors/event-door-parts.js";
import { addExportRoute, type OpenExport } from "./exports.js";
import { addGraphiqlRoutes, type GraphiqlSettings } from "./graphiql.js";
import type { GraphQLHandler } from "./graphql-handler.js";
import { addGraphqlRoute, graphqlPath } from "./graphql-route.js";
import { addMetricsRoute, type MetricsSettings } from "./metrics.js";
import { addHealthRoutes, type FindHealth } from "./health.js";
import { createHttpServer } from "./http-server.js";
import { openPlannedDoor } from "./planned-door.js";
import { toUrl } from "./port.js";
import { drain } from "./shutdown.js";
import { createSourceIpFinder } from "./source-ip.js";
import { toTransportSettings, type TransportOptions } from "./transport-settings.js";
import { createSseServer } from "./sse-server.js";
import { createSocketServer, type SocketServer } from "./websocket-server.js";

/** Everything that the transport stands on. */
export interface TransportParts<Context extends BaseContext> {
  readonly handler: GraphQLHandler<Context>;
  readonly authenticator: Authenticator;
  readonly settings: TransportOptions;
  readonly logger: Logger;
  /** Answers `/ready`. */
  readonly findHealth: FindHealth;
  /** What `/metrics` tells; without it nothing is served there. */
  readonly metrics?: MetricsSettings;
  readonly graphiql?: GraphiqlSettings;
  /** Takes events of other systems; without it nothing is served there. */
  readonly eventDoors?: EventDoorParts;
  /** Opens what was exported of a person; without it nothing is served there. */
  readonly openExport?: OpenExport;
  readonly clock?: Clock;
}

/** A transport that listens. */
export interface Transport extends AsyncDisposable {
  /** Where it listens, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly server: FastifyInstance;
  /** Finishes what is under way, in bounded time. May be called more than once. */
  close(): Promise<void>;
}

/** Starts to listen; rejects when the port is taken. */
export async function startTransport<Context extends BaseContext>(
  parts: TransportParts<Context>,
): Promise<Transport> {
  const settings = toTransportSettings(parts.settings);
  const { handler, authenticator, logger, clock = systemClock } = parts;
  const findSourceIp = createSourceIpFinder(settings.trustedProxies);
  let closing: Promise<void> | undefined;
  const isDraining = (): boolean => closing !== undefined;

  const server = await createHttpServer(settings, logger, isDraining);
  const eventStreams = createSseServer({ handler, settings: settings.socket, logger, clock });
  addGraphqlRoute(server, handler, authenticator, findSourceIp, eventStreams);
  addHealthRoutes(server, parts.findHealth, isDraining);
  if (parts.metrics !== undefined) addMetricsRoute(server, parts.metrics);
  if (parts.eventDoors !== undefined) await addEventDoors(server, parts.eventDoors, logger);
  if (parts.openExport !== undefined) addExportRoute(server, parts.openExport, findSourceIp);
  if (parts.graphiql !== undefined) await addGraphiqlRoutes(server, parts.graphiql);
  const sockets = createSocketServer({
    handler,
    authenticator,
    settings: settings.socket,
    findSourceIp,
    logger,
    clock,
  });
  takeUpgrades(server, sockets, isDraining);
  const { answerPlanned } = handler;
  if (answerPlanned !== undefined) {
    const { maxBodyBytes } = settings;
    const door = { answerPlanned, authenticator, findSourceIp, maxBodyBytes, isDraining, logger };
    await openPlannedDoor(server, { ...door, path: graphqlPath });
  }
  await server.listen({ host: settings.host, port: settings.port });

  const close = (): Promise<void> =>
    (closing ??= drain(server, [sockets, eventStreams], settings.shutdownGraceMs, logger));
  return { url: toUrl(server.server.address() as AddressInfo), server, close, [Symbol.asyncDispose]: close };
}

// Only one path speaks WebSocket; a refused upgrade gets plain HTTP, since there is no socket yet to close with a code.
function takeUpgrades(server: FastifyInstance, sockets: SocketServer, isDraining: () => boolean): void {
  server.server.on("upgrade", (request, socket: Duplex, head) => {
    const path = (request.url ?? "").split("?", 1)[0];
    if (path === graphqlPath && !isDraining()) return sockets.accept(request, socket, head);
    socket.on("error", () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${isDraining() ? "503 Service Unavailable" : "404 Not Found"}\r\nconnection: close\r\n\r\n`,
    );
  });
}
