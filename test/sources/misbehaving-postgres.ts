// A PostgreSQL server that can be made to misbehave: a proxy in front of a real one, which knows the protocol's frames.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Misbehaviour, MisbehavingSystem } from "./misbehaving-system.js";

const timestamptz = 1184;

/** Starts a proxy in front of the server of a URL. */
export async function startMisbehavingPostgres(upstreamUrl: string): Promise<MisbehavingSystem> {
  const upstream = new URL(upstreamUrl);
  const sockets = new Set<Socket>();
  let mode: Misbehaviour | undefined;
  const server = createServer((client) => {
    const keep = (socket: Socket): Socket => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
      return socket;
    };
    keep(client);
    if (mode === "failing") {
      client.once("data", () => client.end(toFatalError()));
      return;
    }
    const real = keep(connect(Number(upstream.port) || 5432, upstream.hostname));
    const frames = new FrameReader();
    client.on("data", (chunk: Buffer) => {
      if (mode !== "hanging") real.write(chunk);
    });
    real.on("data", (chunk: Buffer) => {
      if (mode === "hanging") return;
      const isMalformed = mode === "malformed" && frames.hasBeenReady;
      const answer = frames.read(chunk, mode === "bad record");
      // Half a row description, and then nothing more.
      if (isMalformed) client.end(Buffer.from([0x54, 0, 0, 1, 0, 0, 9, 0x41]));
      else client.write(answer);
    });
    client.on("close", () => real.destroy());
    real.on("close", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(upstreamUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    behave: (next) => {
      mode = next;
      // A server that fails has no connections left; one that hangs keeps them.
      if (next === "failing") dropAll();
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      dropAll();
      await closed;
    },
  };
}

/** Cuts what a server sends into messages: a type, a length, a body. Can spoil the first row of each answer. */
class FrameReader {
  hasBeenReady = false;
  private rest = Buffer.alloc(0);
  private times: readonly number[] = [];
  private isFirstRow = false;

  read(chunk: Buffer, isSpoiling: boolean): Buffer {
    this.rest = Buffer.concat([this.rest, chunk]);
    const out: Buffer[] = [];
    while (this.rest.length >= 5) {
      const length = this.rest.readInt32BE(1) + 1;
      if (this.rest.length < length) break;
      out.push(this.pass(this.rest.subarray(0, length), isSpoiling));
      this.rest = this.rest.subarray(length);
    }
    return Buffer.concat(out);
  }

  private pass(frame: Buffer, isSpoiling: boolean): Buffer {
    const type = String.fromCharCode(frame[0] ?? 0);
    if (type === "Z") this.hasBeenReady = true;
    if (type === "T") {
      this.times = findTimeColumns(frame);
      this.isFirstRow = true;
    }
    if (type !== "D" || !this.isFirstRow || !isSpoiling) return frame;
    this.isFirstRow = false;
    return withEndlessTimes(frame, this.times);
  }
}

function findTimeColumns(frame: Buffer): readonly number[] {
  const found: number[] = [];
  let at = 7;
  for (let column = 0; column < frame.readInt16BE(5); column += 1) {
    at = frame.indexOf(0, at) + 1;
    if (frame.readInt32BE(at + 6) === timestamptz) found.push(column);
    at += 18;
  }
  return found;
}

/** PostgreSQL knows points in time that are none: `infinity`. */
function withEndlessTimes(frame: Buffer, times: readonly number[]): Buffer {
  const parts: Buffer[] = [frame.subarray(5, 7)];
  let at = 7;
  for (let column = 0; column < frame.readInt16BE(5); column += 1) {
    const length = frame.readInt32BE(at);
    const end = at + 4 + Math.max(0, length);
    const value = times.includes(column) && length > 0 ? Buffer.from("infinity") : undefined;
    parts.push(value === undefined ? frame.subarray(at, end) : Buffer.concat([toInt32(value.length), value]));
    at = end;
  }
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from("D"), toInt32(body.length + 4), body]);
}

function toFatalError(): Buffer {
  const body = Buffer.from(
    ["S" + "FATAL", "V" + "FATAL", "C57P03", "M" + "the database system is starting up", "", ""].join("\0"),
  );
  return Buffer.concat([Buffer.from("E"), toInt32(body.length + 4), body]);
}

function toInt32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
