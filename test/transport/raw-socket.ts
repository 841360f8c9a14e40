// A client that speaks graphql-transport-ws by hand, for what a well-behaved client never does.
import { once } from "node:events";
import { WebSocket, type ClientOptions } from "ws";

/** One message of the protocol. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** The socket, every message that came, and how it was closed. */
export interface RawSocket {
  readonly socket: WebSocket;
  readonly received: readonly Message[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  send(message: Message): void;
}

/** Connects; with `params` also sends connection_init. */
export async function openRawSocket(
  url: string,
  params?: Record<string, unknown>,
  options: ClientOptions = {},
  protocol = "graphql-transport-ws",
): Promise<RawSocket> {
  const socket = new WebSocket(url, protocol, options);
  const received: Message[] = [];
  socket.on("message", (data) => received.push(JSON.parse((data as Buffer).toString("utf8")) as Message));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
  });
  const send = (message: Message): void => socket.send(JSON.stringify(message));
  await once(socket, "open");
  if (params !== undefined) send({ type: "connection_init", payload: params });
  return { socket, received, closed, send };
}
