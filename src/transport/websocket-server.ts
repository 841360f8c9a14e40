// GraphQL over WebSocket (graphql-transport-ws). graphql-ws speaks the protocol, the pipeline executes, and here stands
// what both leave open: who connects, for how long, how much a client may keep waiting, and how a connection ends.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { BaseContext } from "@apollo/server";
import { GraphQLSchema, parse, type ExecutionResult } from "graphql";
import { handleProtocols, makeServer, type Server } from "graphql-ws";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { Logger } from "../observability/logger.js";
import { toGatewayError } from "../observability/report.js";
import type { Clock } from "../shared/clock.js";
import { closeCodes, Connection } from "./connection.js";
import { dropDeadPeers } from "./keep-alive.js";
import { authenticatePeer, createPeer, startOperation, type Peer, type PeerParts } from "./peer.js";
import {
  isEventStream,
  isRefusal,
  toFormattedErrors,
  toFormattedResult,
  toGraphQLError,
} from "./socket-operation.js";
import type { SocketSettings } from "./transport-settings.js";

/** What the WebSocket server works with. */
export interface WebSocketParts<Context extends BaseContext> extends PeerParts<Context> {
  readonly settings: SocketSettings;
  readonly clock: Clock;
}

/** The WebSocket server: takes over upgraded sockets, and closes them all. */
export interface SocketServer {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Waits for queries and mutations in flight, then tells every client to connect again elsewhere (1001). */
  close(graceMs: number): Promise<void>;
}

/** How long a client may take to confirm a closing. */
const confirmationMs = 1_000;

// graphql-ws parses documents itself, and closes the socket on a syntax error. The pipeline has parsed and executed the
// operation before graphql-ws looks at it, so this is what graphql-ws gets to see.
const executedDocument = parse("{ executed }");
const noSchema = new GraphQLSchema({});

/** Creates the server; it owns no port but takes the sockets that the HTTP server hands over. */
export function createSocketServer<Context extends BaseContext>(
  parts: WebSocketParts<Context>,
): SocketServer {
  const { settings, logger, clock } = parts;
  const peers = new Map<WebSocket, Peer>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: settings.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const protocol = createProtocol(parts);
  sockets.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    const peer = createPeer(new Connection(socket, settings.maxBufferedBytes, clock), request);
    peers.set(socket, peer);
    socket.once("close", () => peers.delete(socket));
    // A broken frame or a message beyond the limit: ws closes the socket itself, with the right code.
    socket.on("error", (error) => logger.debug({ err: error }, "A socket failed."));
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => peer.connection.send(text),
        close: (code, reason) => peer.connection.close(code ?? 1000, reason ?? ""),
        onMessage: (take) => takeMessages(socket, peer.connection, settings.maxInFlight, take, logger),
      },
      peer,
    );
    // Our own closing counts as the end: a client that never confirms it would keep its subscriptions running.
    peer.connection.signal.addEventListener("abort", () => void closed());
  });

  const stopDropping = dropDeadPeers(sockets, settings.keepAliveMs);
  return {
    accept(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
    },
    async close(graceMs) {
      const executing = [...peers.values()].flatMap((peer) => [...peer.executing]);
      await Promise.race([Promise.all(executing), after(graceMs)]);
      // The answers go through graphql-ws in this turn of the event loop; the closing comes behind them.
      await new Promise(setImmediate);
      await Promise.all([...peers].map(([socket, peer]) => sendAway(socket, peer.connection)));
      stopDropping();
      sockets.close();
    },
  };
}

function createProtocol<Context extends BaseContext>(parts: WebSocketParts<Context>): Server<Peer> {
  return makeServer<Record<string, unknown>, Peer>({
    connectionInitWaitTimeout: parts.settings.initTimeoutMs,
    onConnect: ({ connectionParams, extra: peer }) => authenticatePeer(parts, peer, connectionParams ?? {}),
    onSubscribe: async ({ extra: peer }, _id, payload) => {
      const answer = await startOperation(parts, peer, payload);
      if (!isEventStream(answer) && isRefusal(answer)) return answer.errors.map(toGraphQLError);
      return { schema: noSchema, document: executedDocument, contextValue: { answer } };
    },
    execute: ({ contextValue }) => (contextValue as { answer: ExecutionResult }).answer,
    onNext: (_context, _id, _payload, _args, result) => toFormattedResult(result),
    onError: (_context, _id, _payload, errors) => toFormattedErrors(errors, parts.logger),
  });
}

// A message counts until its answer is sent, a subscription until it ends: this bounds what one client can pile up here.
function takeMessages(
  socket: WebSocket,
  connection: Connection,
  maxInFlight: number,
  take: (text: string) => Promise<void>,
  logger: Logger,
): void {
  let inFlight = 0;
  socket.on("message", (data) => {
    if (connection.signal.aborted) return;
    inFlight += 1;
    if (inFlight > maxInFlight) {
      connection.close(closeCodes.policyViolation, `More than ${String(maxInFlight)} operations at once.`);
      return;
    }
    take(toText(data))
      .catch((error: unknown) => {
        const isClients = error instanceof Error && error.message.startsWith("Unexpected message of type");
        if (!isClients) toGatewayError(error, logger);
        connection.close(
          isClients ? closeCodes.badRequest : closeCodes.tryAgainLater,
          "The message could not be handled.",
        );
      })
      .finally(() => (inFlight -= 1));
  });
}

// ws gives buffers, unless told otherwise.
function toText(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString("utf8") : "";
}

async function sendAway(socket: WebSocket, connection: Connection): Promise<void> {
  const confirmed = new Promise((resolve) => socket.once("close", resolve));
  connection.close(closeCodes.goingAway, "The gateway is shutting down; connect again.");
  await Promise.race([confirmed, after(confirmationMs)]);
  socket.terminate();
}

function after(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs).unref());
}
