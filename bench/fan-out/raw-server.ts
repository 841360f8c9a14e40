// The limit: `ws` and nothing else. It takes subscribers as the gateway does, checks nothing, and sends a text that it was
// given to everybody of a group; the text becomes bytes once.
import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { listenAndReport } from "../contenders/contender-process.js";
import type { RawOrder } from "./raw-contender.js";
import { readTime, stamp } from "./shape.js";

const groups = new Map<string, Set<WebSocket>>();
const server = createServer();
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  handleProtocols: ([first]) => first!,
});

sockets.on("connection", (socket) => {
  socket.on("message", (data) => {
    const message = JSON.parse((data as Buffer).toString("utf8")) as {
      readonly type: string;
      readonly payload: { readonly variables: { readonly customerId: string } };
    };
    if (message.type === "connection_init") socket.send('{"type":"connection_ack"}');
    if (message.type !== "subscribe") return;
    const { customerId } = message.payload.variables;
    const group = groups.get(customerId) ?? new Set();
    groups.set(customerId, group.add(socket));
    socket.once("close", () => group.delete(socket));
    socket.send('{"kind":"SNAPSHOT"}');
  });
});

/** Sends what is due, to one group after the other, until `events` have been sent. */
async function broadcast({ payload, events, perSecond }: RawOrder): Promise<void> {
  const turns = [...groups.values()];
  const from = readTime();
  for (let sent = 0; sent < events;) {
    const due = Math.min(events, 1 + Math.floor(((readTime() - from) * perSecond) / 1_000));
    for (; sent < due; sent += 1) {
      const bytes = Buffer.from(stamp(payload, from + (sent * 1_000) / perSecond));
      for (const socket of turns[sent % turns.length]!) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes, { binary: false });
      }
      // Others get their turn, as between the events of the gateway.
      await new Promise(setImmediate);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

server.on("request", (request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    void broadcast(JSON.parse(Buffer.concat(parts).toString("utf8")) as RawOrder).then(() => response.end());
  });
});
await listenAndReport(server);
