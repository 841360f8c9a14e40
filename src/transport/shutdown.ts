// How the transport ends: nothing new comes in, what is under way is finished in bounded time, sockets and event streams are told to go.
import type { FastifyInstance } from "fastify";
import type { Logger } from "../observability/logger.js";
import type { SocketServer } from "./websocket-server.js";

/** Streams that last until they are told to go. */
type Streams = Pick<SocketServer, "close">;

/** Closes the server and its streams; resolves when no connection is left, at the latest about a second after `graceMs`. */
export async function drain(
  server: FastifyInstance,
  streams: readonly Streams[],
  graceMs: number,
  logger: Logger,
): Promise<void> {
  // From here on the port is free and idle connections are gone; answers under way carry `connection: close`.
  const closed = server.close();
  const timer = setTimeout(() => {
    logger.warn({ graceMs }, "Requests in flight did not end in time and were cut off.");
    server.server.closeAllConnections();
  }, graceMs);
  await Promise.all([closed, ...streams.map((one) => one.close(graceMs))]);
  clearTimeout(timer);
}
