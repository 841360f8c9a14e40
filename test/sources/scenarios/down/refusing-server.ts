import type { Upstream } from "../scenario.js";
import { startTcpProxy } from "../tcp-proxy.js";

/** A server that is off: connections are refused, those that stand are reset. */
export async function startRefusingServer(url: string): Promise<Upstream> {
  const proxy = await startTcpProxy(url);
  return {
    url: proxy.url,
    misbehave: () => proxy.behave({ kind: "refuse" }),
    mend: () => proxy.behave({ kind: "pass" }),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
