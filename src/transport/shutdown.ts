// How the transport ends: nothing new comes in, what is under way is finished in bounded time, sockets are told to go.
import type { FastifyInstance } from "fastify";
import type { Logger } from "../observability/logger.js";
import type { SocketServer } from "./websocket-server.js";

/** Closes both servers; resolves when no connection is left, at the latest about a second after `graceMs`. */
export async function drain(
  server: FastifyInstance,
  sockets: SocketServer,
  graceMs: number,
  logger: Logger,
): Promise<void> {
  // From here on the port is free and idle connections are gone; answers under way carry `connection: close`.
  const closed = server.close();
  const timer = setTimeout(() => {
    logger.warn({ graceMs }, "Requests in flight did not end in time and were cut off.");
    server.server.closeAllConnections();
  }, graceMs);
  await Promise.all([closed, sockets.close(graceMs)]);
  clearTimeout(timer);
}
