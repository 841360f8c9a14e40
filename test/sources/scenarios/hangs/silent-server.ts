import type { Upstream } from "../scenario.js";
import { startTcpProxy } from "../tcp-proxy.js";

/** A server that takes connections and answers nothing. What was connected stays silent for ever. */
export async function startSilentServer(url: string): Promise<Upstream> {
  const proxy = await startTcpProxy(url);
  return {
    url: proxy.url,
    misbehave: () => proxy.behave({ kind: "silence" }),
    mend: () => proxy.behave({ kind: "pass" }),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
