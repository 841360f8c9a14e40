// The port: whether it can be had, asked before anything expensive is started, and where one listens then.
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { OperatorError } from "../shared/operator-error.js";

/** Rejects with OperatorError when nothing can listen on the port. */
export async function checkPortIsFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw toPortError(error, host, port);
  }
  server.close();
  await once(server, "close");
}

/** The error of a failed `listen` in words; any other error unchanged. */
export function toPortError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const place = `Port ${String(port)} on ${host}`;
  switch (code) {
    case "EADDRINUSE":
      return new OperatorError(`${place} is in use: stop what listens there, or set another PORT.`);
    case "EACCES":
      return new OperatorError(`${place} may not be used by this user: set another PORT.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new OperatorError(`HOST: ${host} is no address of this machine.`);
    default:
      return error;
  }
}

/** Where something listens, e.g. `http://127.0.0.1:4000`. */
export function toUrl({ address, family, port }: AddressInfo): string {
  const isAny = address === "0.0.0.0" || address === "::";
  const host = isAny ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  return `http://${host}:${String(port)}`;
}
