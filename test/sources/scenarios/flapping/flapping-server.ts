import type { Upstream } from "../scenario.js";
import { startTcpProxy } from "../tcp-proxy.js";

const upMs = 150;
const downMs = 250;

/** A server that comes and goes. */
export async function startFlappingServer(url: string): Promise<Upstream> {
  const proxy = await startTcpProxy(url);
  let timer: NodeJS.Timeout | undefined;
  let turning = Promise.resolve();
  const turn = (isUp: boolean): void => {
    turning = proxy.behave({ kind: isUp ? "pass" : "refuse" });
    timer = setTimeout(() => turn(!isUp), isUp ? upMs : downMs);
  };
  const stop = async (): Promise<void> => {
    clearTimeout(timer);
    await turning;
  };
  return {
    url: proxy.url,
    misbehave: async () => turn(false),
    mend: async () => {
      await stop();
      await proxy.behave({ kind: "pass" });
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await proxy[Symbol.asyncDispose]();
    },
  };
}
