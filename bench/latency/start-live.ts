import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LiveOrder, LiveResult } from "./live-order.js";

/** The process of subscribers and writer. */
export interface Live extends AsyncDisposable {
  readonly run: (order: LiveOrder) => Promise<LiveResult>;
}

/** Starts it; one order at a time. */
export function startLive(): Live {
  const child = fork(fileURLToPath(new URL("live-process.ts", import.meta.url)), {
    serialization: "advanced",
  });
  const ended = once(child, "exit").then(() => {
    throw new Error("The process of subscribers and writer has ended.");
  });
  ended.catch(() => undefined);
  return {
    run: async (order) => {
      const answered = once(child, "message");
      child.send(order);
      const [answer] = (await Promise.race([answered, ended])) as [{ result?: LiveResult; error?: string }];
      if (answer.result === undefined) throw new Error(answer.error ?? "no answer");
      return answer.result;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended.catch(() => undefined);
    },
  };
}
