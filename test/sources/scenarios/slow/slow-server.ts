import type { Upstream } from "../scenario.js";
import { startTcpProxy } from "../tcp-proxy.js";

/** Longer than any request waits. */
const delayMs = 1_500;

/** A server whose every answer comes late. */
export async function startSlowServer(url: string): Promise<Upstream> {
  const proxy = await startTcpProxy(url);
  return {
    url: proxy.url,
    misbehave: () => proxy.behave({ kind: "delay", milliseconds: delayMs }),
    mend: () => proxy.behave({ kind: "pass" }),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
