// The body of a request that sends events: bytes, as they are or compressed, in; JSON out, or the reason why it is none.
import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ingestLimits } from "../../domains/ingest/sent-event.js";
import { GatewayError } from "../../shared/errors.js";

const inflate = promisify(gunzip);

/** Most bytes of a body, as it comes and as it is when it is unpacked. */
export const maxSentBytes = ingestLimits.batchBytes;

/** JSON and how long it was. */
export interface JsonBody {
  readonly json: unknown;
  readonly bytes: number;
}

/** Reads a body; throws BAD_REQUEST, REQUEST_TOO_LARGE or UNSUPPORTED_MEDIA_TYPE. */
export async function readJsonBody(body: Buffer, encoding: string | undefined): Promise<JsonBody> {
  const plain = await unpack(body, encoding);
  if (!isUtf8(plain)) throw new GatewayError("BAD_REQUEST", "The body is not UTF-8.");
  try {
    const json: unknown = JSON.parse(plain.toString("utf8").replace(/^\uFEFF/, ""));
    return { json, bytes: plain.length };
  } catch {
    throw new GatewayError("BAD_REQUEST", "The body is not JSON.");
  }
}

async function unpack(body: Buffer, encoding = "identity"): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === "identity" || name === "") return body;
  if (name !== "gzip" && name !== "x-gzip") {
    throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "The body may be compressed by gzip only.");
  }
  try {
    // Stops as soon as there is more, however much a few bytes would become.
    return await inflate(body, { maxOutputLength: maxSentBytes });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") {
      throw new GatewayError("REQUEST_TOO_LARGE", "The request's body is too long when it is unpacked.");
    }
    throw new GatewayError("BAD_REQUEST", "The body is not what gzip writes.");
  }
}
