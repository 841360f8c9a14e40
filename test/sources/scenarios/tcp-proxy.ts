// A TCP proxy in front of a source's system, which can be told to misbehave. Its address stays the same.
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What happens to connections. Old ones fare as new ones do, except that one that fell silent never speaks again. */
export type Conduct =
  | { readonly kind: "pass" }
  /** Nobody listens, and what was connected is reset. */
  | { readonly kind: "refuse" }
  /** Whatever the server says arrives this much later. */
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** Connections are taken, and nothing is ever answered. */
  | { readonly kind: "silence" }
  /** After a request so many bytes of the answer arrive, then the connection breaks. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** Whoever connects is told this and nothing else. */
  | { readonly kind: "say"; readonly bytes: Buffer };

/** A proxy that runs. */
export interface TcpProxy extends AsyncDisposable {
  /** The server's URL by way of the proxy. */
  readonly url: string;
  behave(conduct: Conduct): Promise<void>;
}

/** PostgreSQL's ReadyForQuery: the answer to the login, or to a request, is complete. */
const ready = Buffer.from([0x5a, 0, 0, 0, 5]);

/** Starts a proxy in front of the server of a URL. */
export async function startTcpProxy(serverUrl: string): Promise<TcpProxy> {
  const target = new URL(serverUrl);
  let conduct: Conduct = { kind: "pass" };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => undefined);
    client.on("close", () => sockets.delete(client));
    if (conduct.kind === "say") client.once("data", () => client.end((conduct as { bytes: Buffer }).bytes));
    else if (conduct.kind === "silence") client.resume();
    else join(client, target, () => conduct);
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${String(port)}`;
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    if (server.listening) await closed;
  };
  return {
    url: url.href,
    async behave(next) {
      conduct = next;
      if (next.kind === "refuse") await stop();
      else if (!server.listening) await listen(server, port);
      if (next.kind === "say") for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: stop,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function join(client: Socket, target: URL, conduct: () => Conduct): void {
  const upstream = connect(Number(target.port || 5432), target.hostname);
  let isLoggedIn = false;
  let left: number | undefined;
  let isSilent = false;
  upstream.on("error", () => client.destroy());
  upstream.on("close", () => client.end());
  client.on("close", () => upstream.destroy());
  client.on("data", (chunk: Buffer) => {
    const { kind } = conduct();
    isSilent ||= kind === "silence";
    if (isSilent) return;
    const present = conduct();
    left = present.kind === "cut" && isLoggedIn ? present.afterBytes : undefined;
    upstream.write(chunk);
  });
  upstream.on("data", (chunk: Buffer) => {
    isLoggedIn ||= chunk.includes(ready);
    const present = conduct();
    isSilent ||= present.kind === "silence";
    if (isSilent || client.destroyed) return;
    if (present.kind === "delay") {
      setTimeout(() => client.destroyed || client.write(chunk), present.milliseconds);
    } else if (left === undefined) {
      client.write(chunk);
    } else {
      client.write(chunk.subarray(0, left), () => client.resetAndDestroy());
    }
  });
}
