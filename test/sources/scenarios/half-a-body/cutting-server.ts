import type { Upstream } from "../scenario.js";
import { startTcpProxy } from "../tcp-proxy.js";

/** The beginning of an answer: what its columns are, and not one whole row. */
const afterBytes = 40;

/** A server whose answers break off in the middle. */
export async function startCuttingServer(url: string): Promise<Upstream> {
  const proxy = await startTcpProxy(url);
  return {
    url: proxy.url,
    misbehave: () => proxy.behave({ kind: "cut", afterBytes }),
    mend: () => proxy.behave({ kind: "pass" }),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
