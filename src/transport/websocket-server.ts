// GraphQL over WebSocket (graphql-transport-ws): who connects, for how long, how much a client may keep waiting, and how a
// connection ends. `ws` does the handshake and reads frames; what the client says is the session's matter.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from "graphql-ws";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { Clock } from "../shared/clock.js";
import { closeCodes, Connection } from "./connection.js";
import { findHandshakeCredentials } from "./connection-params.js";
import { dropDeadPeers } from "./keep-alive.js";
import { SocketSession, type SessionParts } from "./socket-session.js";
import type { FindSourceIp } from "./source-ip.js";
import type { SocketSettings } from "./transport-settings.js";

/** What the WebSocket server works with. */
export interface WebSocketParts extends SessionParts {
  readonly settings: SocketSettings;
  readonly findSourceIp: FindSourceIp;
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

interface Peer {
  readonly connection: Connection;
  readonly session: SocketSession;
}

/** Creates the server; it owns no port but takes the sockets that the HTTP server hands over. */
export function createSocketServer(parts: WebSocketParts): SocketServer {
  const { settings, logger, clock, findSourceIp } = parts;
  const peers = new Map<WebSocket, Peer>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: settings.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols,
  });

  function open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const connection = new Connection(socket, stream, settings.maxBufferedBytes, clock);
    // A broken frame or a message beyond the limit: ws closes the socket itself, with the right code.
    socket.on("error", (error) => logger.debug({ err: error }, "A socket failed."));
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL)
      return connection.close(closeCodes.subprotocol, "Subprotocol not acceptable");
    const sourceIp = findSourceIp(request);
    const handshake = findHandshakeCredentials(request.headers);
    const session = new SocketSession(parts, connection, sourceIp, handshake);
    peers.set(socket, { connection, session });
    socket.once("close", () => peers.delete(socket));
    socket.on("message", (data) => session.take(toText(data)));
  }

  const stopDropping = dropDeadPeers(sockets, settings.keepAliveMs);
  return {
    accept(request, stream, head) {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        sockets.emit("connection", socket, request);
        open(socket, stream, request);
      });
    },
    async close(graceMs) {
      const accepting = [...peers.values()].flatMap(({ session }) => session.accepting);
      await Promise.race([Promise.all(accepting), after(graceMs)]);
      await Promise.all([...peers].map(([socket, { connection }]) => sendAway(socket, connection)));
      stopDropping();
      sockets.close();
    },
  };
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
