// Operations answered as server-sent events, for browsers behind proxies that let no WebSocket through. One request is one
// operation; it is executed, bounded, logged and ended as on the socket, by the same code.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { OutgoingHttpHeaders } from "node:http";
import type { Logger } from "../observability/logger.js";
import type { Clock } from "../shared/clock.js";
import type { GraphQLHandler, RequestOrigin } from "./graphql-handler.js";
import { RunningOperation } from "./running-operation.js";
import { readSseRequest, type SseRequest } from "./sse-request.js";
import { SseStream } from "./sse-stream.js";
import type { SocketSettings } from "./transport-settings.js";

/** What the streams stand on. */
export interface SseParts {
  readonly handler: Pick<GraphQLHandler, "executeOverSocket">;
  readonly settings: Pick<SocketSettings, "keepAliveMs" | "maxBufferedBytes">;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** All streams of a process. */
export interface SseServer {
  /** Answers a request; throws BAD_REQUEST while nothing is sent yet. */
  answer(request: FastifyRequest, reply: FastifyReply, origin: Omit<RequestOrigin, "signal">): void;
  /** Waits for queries and mutations in flight, then ends every stream so that its client connects again elsewhere. */
  close(graceMs: number): Promise<void>;
}

const headers: OutgoingHttpHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  // Proxies must neither keep, nor compress, nor collect.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/** Creates it; it owns no port. */
export function createSseServer({ handler, settings, logger, clock }: SseParts): SseServer {
  const streams = new Map<SseStream, RunningOperation>();
  let isClosing = false;
  const timer = setInterval(() => {
    for (const stream of streams.keys()) stream.keepAlive();
  }, settings.keepAliveMs);
  timer.unref();

  return {
    answer(request, reply, origin) {
      const operation = readSseRequest(request as SseRequest);
      reply.hijack();
      const response = reply.raw;
      // Finds a client that is gone without a word while there is nothing to tell it.
      response.socket?.setKeepAlive(true, settings.keepAliveMs);
      response.socket?.setNoDelay(true);
      response.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), ...headers });
      const stream = new SseStream(response, settings.maxBufferedBytes, origin.viewer.expiresAt, clock);
      const running = new RunningOperation(handler, operation, origin, stream, logger);
      streams.set(stream, running);
      response.once("close", () => {
        running.stop();
        streams.delete(stream);
      });
      // On a connection that was kept open.
      if (isClosing) void running.accepted.then(() => stream.sendAway());
    },
    async close(graceMs) {
      isClosing = true;
      const accepting = [...streams.values()].map(({ accepted }) => accepted);
      const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([Promise.all(accepting), grace]);
      for (const stream of streams.keys()) stream.sendAway();
      clearInterval(timer);
    },
  };
}
