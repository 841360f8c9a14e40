// CloudEvents 1.0 over HTTP (https://github.com/cloudevents/spec, HTTP protocol binding 1.0.2): an event in headers and
// body (binary), an event as JSON (structured), or a list of such (batched).
import type { IncomingHttpHeaders } from "node:http";
import { GatewayError } from "../../shared/errors.js";
import { readJsonBody } from "./read-json-body.js";

/** What a request holds. */
export interface CloudEventsRequest {
  readonly events: readonly unknown[];
  readonly isBatch: boolean;
  readonly bytes: number;
}

const structured = "application/cloudevents+json";
const batched = "application/cloudevents-batch+json";

/** Reads a request; throws BAD_REQUEST, REQUEST_TOO_LARGE or UNSUPPORTED_MEDIA_TYPE. */
export async function readCloudEventsRequest(
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<CloudEventsRequest> {
  const mediaType = (headers["content-type"] ?? "").split(";", 1)[0]!.trim().toLowerCase();
  const encoding = headers["content-encoding"];
  if (mediaType === batched) {
    const { json, bytes } = await readJsonBody(body, encoding);
    if (!Array.isArray(json)) throw new GatewayError("BAD_REQUEST", "A batch must be a list of events.");
    return { events: json, isBatch: true, bytes };
  }
  if (mediaType === structured) {
    const { json, bytes } = await readJsonBody(body, encoding);
    return { events: [json], isBatch: false, bytes };
  }
  if (headers["ce-specversion"] === undefined || mediaType.startsWith("application/cloudevents")) {
    throw new GatewayError(
      "UNSUPPORTED_MEDIA_TYPE",
      `Send ${structured}, ${batched}, or JSON with the attributes in ce- headers.`,
    );
  }
  const attributes = readAttributes(headers);
  if (body.length === 0) return { events: [attributes], isBatch: false, bytes: 0 };
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(mediaType)) {
    throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "The data of an event must be JSON.");
  }
  const { json, bytes } = await readJsonBody(body, encoding);
  return { events: [{ ...attributes, data: json }], isBatch: false, bytes };
}

/** Attributes out of headers, whose values are percent-encoded UTF-8 (§3.1.3.2). */
function readAttributes(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!/^ce-[a-z0-9]{1,50}$/.test(name) || typeof value !== "string") continue;
    try {
      attributes[name.slice("ce-".length)] = decodeURIComponent(value.replace(/^"(.*)"$/s, "$1"));
    } catch {
      throw new GatewayError("BAD_REQUEST", "A ce- header is not percent-encoded as CloudEvents says.");
    }
  }
  return attributes;
}
