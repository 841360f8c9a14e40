// The little HTTP server under the demo's services: JSON in, JSON out, on a loopback port of its own.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the services see it. */
export interface ServiceRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

/** What a service answers. */
export interface ServiceAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A server that runs. */
export interface JsonServer extends AsyncDisposable {
  readonly url: string;
}

const maxBytes = 4 * 1024 * 1024;

/** Starts a server on a free port. */
export async function startJsonServer(
  answer: (request: ServiceRequest) => Promise<ServiceAnswer>,
): Promise<JsonServer> {
  const server = createServer((request, response) => {
    void handle(request, response, answer);
  });
  // Clients keep connections; one that is closed under a request would look like a fault of the service.
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: ServiceRequest) => Promise<ServiceAnswer>,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => {
    gone.abort();
  });
  try {
    const url = new URL(request.url ?? "/", "http://service");
    const text = await readText(request);
    const { method = "GET", headers } = request;
    send(response, await answer({ method, url, headers, text, signal: gone.signal }));
  } catch {
    if (!response.headersSent) send(response, { status: 500, body: { error: "internal" } });
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new Error("The request is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: ServiceAnswer): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}
