// `/exports/<token>`: a person's data, for whoever was given the address. The token is the proof; there is no other.
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { GatewayError } from "../shared/errors.js";
import type { FindSourceIp } from "./source-ip.js";

/** Opens an export by its token; undefined when there is none (any more). */
export type OpenExport = (
  token: string,
  origin: { readonly sourceIp: string; readonly requestId: string },
) => Promise<AsyncIterable<Uint8Array> | undefined>;

/** Where exports are fetched. */
export const exportsPath = "/exports";

/** Adds `GET /exports/:token`. */
export function addExportRoute(server: FastifyInstance, open: OpenExport, findSourceIp: FindSourceIp): void {
  server.get<{ Params: { token: string } }>(
    `${exportsPath}/:token`,
    // HEAD would count as a download and give nothing.
    { exposeHeadRoute: false },
    async (request, reply) => {
      const origin = { sourceIp: findSourceIp(request.raw), requestId: request.id };
      void reply.header("cache-control", "no-store").header("referrer-policy", "no-referrer");
      const parts = await open(request.params.token, origin);
      if (parts === undefined) throw new GatewayError("NOT_FOUND", "Nothing is served under this path.");
      return reply
        .type("application/json; charset=utf-8")
        .header("content-disposition", 'attachment; filename="personal-data.json"')
        .send(Readable.from(parts, { objectMode: false }));
    },
  );
}
