// All subscribers in a process of their own. Their half of WebSocket is written by hand, because a client library costs
// more than the server that is measured: frames are counted and their due time is read, no more.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { ConnectOrder, Deliveries, ListenerOrder, SubscriberOrder } from "./listener-orders.js";
import { markByte, readTime } from "./shape.js";

const connectingAtOnce = 50;
const bucketsPerMs = 20;
/** Later than this is as late as this. */
const longestMs = 20_000;

const sockets = new Set<Socket>();
let latencies = new Uint32Array(longestMs * bucketsPerMs + 1);
let deliveries = 0;
let bytes = 0;
let faults = 0;
let sample = "";

async function connectAll({ subscribers, port, operation }: ConnectOrder): Promise<void> {
  const waiting = [...subscribers];
  const work = async (): Promise<void> => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
      await subscribe(port, operation, one);
  };
  await Promise.all(Array.from({ length: connectingAtOnce }, work));
}

async function subscribe(port: number, query: string, { customerId, token }: SubscriberOrder): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  sockets.add(socket);
  const isReady = Promise.withResolvers<void>();
  let rest: Buffer | undefined;
  let messages = 0;
  socket.on("error", isReady.reject);
  socket.on("close", () => {
    faults += 1;
    isReady.reject(new Error("The server closed a connection."));
  });
  socket.once("connect", () => {
    socket.write(
      "GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n" +
        `sec-websocket-key: ${randomBytes(16).toString("base64")}\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
    );
  });
  socket.once("data", (head: Buffer) => {
    if (!head.toString("latin1").startsWith("HTTP/1.1 101")) {
      isReady.reject(new Error(`The server refused a socket: ${head.toString("latin1").slice(0, 200)}`));
      return;
    }
    socket.on("data", (chunk: Buffer) => {
      const data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      const end = takeFrames(socket, data, (text) => {
        messages += 1;
        if (messages === 1) {
          const payload = { query, variables: { customerId } };
          send(socket, { type: "subscribe", id: "5f1d6cf4-6d1e-4dcb-8f1e-0d6f5b9b2a10", payload });
        } else if (text().includes('"SNAPSHOT"')) isReady.resolve();
        else isReady.reject(new Error(`The server answered ${text()}`));
      });
      rest = end < data.length ? data.subarray(end) : undefined;
    });
    send(socket, { type: "connection_init", payload: { authorization: token } });
  });
  await isReady.promise;
}

/** Reads whole frames (RFC 6455 §5.2, unmasked); answers where the first one begins that is not whole. */
function takeFrames(socket: Socket, data: Buffer, onOther: (text: () => string) => void): number {
  let at = 0;
  while (data.length - at >= 2) {
    const short = data[at + 1]! & 0x7f;
    const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    if (data.length < start) break;
    const length =
      short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : data.readUInt32BE(at + 6);
    const end = start + length;
    if (data.length < end) break;
    const isText = (data[at]! & 0x0f) === 1;
    // A ping is answered, as a browser does it.
    if ((data[at]! & 0x0f) === 9) socket.write(toFrame(0x8a, data.subarray(start, end)));
    if (isText && !takeDelivery(data, start, end)) onOther(() => data.toString("utf8", start, end));
    at = end;
  }
  return at;
}

function takeDelivery(data: Buffer, start: number, end: number): boolean {
  const from = data.indexOf(markByte, start);
  if (from < 0 || from >= end) return false;
  const dueAt = Number(data.toString("latin1", from + 1, data.indexOf(markByte, from + 1)));
  const lateMs = Math.max(0, readTime() - dueAt);
  latencies[Math.min(latencies.length - 1, Math.round(lateMs * bucketsPerMs))]! += 1;
  deliveries += 1;
  bytes += end - start;
  if (sample === "") sample = data.toString("utf8", start, end);
  return true;
}

function send(socket: Socket, message: object): void {
  socket.write(toFrame(0x81, Buffer.from(JSON.stringify(message))));
}

/** A client masks what it sends; with zeros, which change nothing. */
function toFrame(first: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([first, 0x80 | payload.length])
      : Buffer.from([first, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function collect(): Deliveries {
  const result = { deliveries, bytes, faults, sample, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
  latencies = new Uint32Array(latencies.length);
  deliveries = 0;
  bytes = 0;
  return result;
}

function quantile(share: number): number {
  let rest = Math.ceil(share * deliveries);
  for (let at = 0; at < latencies.length; at += 1) {
    rest -= latencies[at]!;
    if (rest <= 0) return at / bucketsPerMs;
  }
  return longestMs;
}

function disconnect(): void {
  for (const socket of sockets) {
    socket.removeAllListeners("close");
    socket.destroy();
  }
  sockets.clear();
  sample = "";
  faults = 0;
}

async function obey(order: ListenerOrder): Promise<Deliveries | undefined> {
  if (order.kind === "connect") await connectAll(order);
  if (order.kind === "disconnect") disconnect();
  return order.kind === "collect" ? collect() : undefined;
}

process.on("message", (order) => {
  obey(order as ListenerOrder).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
