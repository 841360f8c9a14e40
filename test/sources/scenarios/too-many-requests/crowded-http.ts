import { startMisbehavingHttp } from "../../misbehaving-http.js";
import type { Upstream } from "../scenario.js";

/** A web service that answers 429 Too Many Requests with Retry-After (RFC 6585 §4, RFC 9110 §10.2.3). */
export async function startCrowdedHttp(url: string): Promise<Upstream> {
  const service = await startMisbehavingHttp(url);
  return {
    url: service.url,
    misbehave: async () => service.behave("crowded"),
    mend: async () => service.behave(undefined),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
