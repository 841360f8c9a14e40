// `/metrics` for Prometheus. Without a token only this machine may ask, and nobody through a proxy: what is counted tells
// nobody's data, and still how busy the company is.
import { createHash, timingSafeEqual } from "node:crypto";
import { BlockList, isIPv6 } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { GatewayError } from "../shared/errors.js";

/** What is told, and to whom. */
export interface MetricsSettings {
  readonly tell: () => Promise<string>;
  readonly mediaType: string;
  /** Whoever shows it may ask from anywhere; without one only this machine may. */
  readonly token?: string | undefined;
}

const thisMachine = new BlockList();
thisMachine.addSubnet("127.0.0.0", 8, "ipv4");
thisMachine.addAddress("::1", "ipv6");

/** Adds `/metrics`. */
export function addMetricsRoute(server: FastifyInstance, { tell, mediaType, token }: MetricsSettings): void {
  server.get("/metrics", async (request, reply) => {
    const isAllowed = token === undefined ? isOfThisMachine(request) : hasToken(request, token);
    if (!isAllowed) throw new GatewayError("FORBIDDEN", "The metrics are not for this caller.");
    return reply
      .header("cache-control", "no-store")
      .type(mediaType)
      .send(await tell());
  });
}

function isOfThisMachine({ raw, headers }: FastifyRequest): boolean {
  const address = (raw.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const isProxied = headers["x-forwarded-for"] !== undefined || headers["forwarded"] !== undefined;
  return !isProxied && address !== "" && thisMachine.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

function hasToken({ headers }: FastifyRequest, token: string): boolean {
  // Of equal length, so that the time of the comparison tells nothing.
  const [given, wanted] = [headers.authorization ?? "", `Bearer ${token}`].map((text) =>
    createHash("sha256").update(text).digest(),
  );
  return timingSafeEqual(given!, wanted!);
}
