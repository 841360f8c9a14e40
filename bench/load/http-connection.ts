// One keep-alive connection of the load: one request at a time, as little work as possible beside it.
import { connect, type Socket } from "node:net";

/** What came back. */
export interface RawResponse {
  readonly status: number;
  readonly body: Buffer;
}

/** A connection that is open. */
export interface HttpConnection {
  readonly send: (request: string | Buffer) => Promise<RawResponse>;
  readonly close: () => void;
}

const headEnd = Buffer.from("\r\n\r\n");

/** Connects to a port of this machine. */
export async function openConnection(port: number): Promise<HttpConnection> {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let waiting: { resolve: (response: RawResponse) => void; reject: (error: Error) => void } | undefined;
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const response = findResponse(received);
    if (response === undefined || waiting === undefined) return;
    received = Buffer.alloc(0);
    const { resolve } = waiting;
    waiting = undefined;
    resolve(response);
  });
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("The connection was closed.")));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(new Error("The connection is closed."));
          return;
        }
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** The response in a buffer; undefined while it is not whole. Exported for its test. */
export function findResponse(buffer: Buffer): RawResponse | undefined {
  const end = buffer.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = buffer.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const start = end + headEnd.length;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length !== undefined) {
    const bodyEnd = start + Number(length);
    return buffer.length < bodyEnd ? undefined : { status, body: buffer.subarray(start, bodyEnd) };
  }
  const body = findChunkedBody(buffer, start);
  return body && { status, body };
}

function findChunkedBody(buffer: Buffer, start: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = buffer.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(buffer.toString("latin1", at, lineEnd), 16);
    const chunkEnd = lineEnd + 2 + size;
    if (buffer.length < chunkEnd + 2) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(buffer.subarray(lineEnd + 2, chunkEnd));
    at = chunkEnd + 2;
  }
}
