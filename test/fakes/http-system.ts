// An HTTP system that a test scripts: a function answers each request, and every request is written down.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** The system; `requests` in the order in which they arrived. */
export interface HttpSystem extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ArrivedRequest[];
}

/** Starts a system on a port of its own. */
export async function startHttpSystem(
  answer: (request: ArrivedRequest, response: ServerResponse) => Promise<void> | void,
): Promise<HttpSystem> {
  const requests: ArrivedRequest[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { method = "", url: path = "", headers } = request;
      const arrived = { method, path, headers, body };
      requests.push(arrived);
      await answer(arrived, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200, headers: object = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
