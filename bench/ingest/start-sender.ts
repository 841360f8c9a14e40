import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { SendOrder, SendResult } from "./send-order.js";

/** The process that sends. */
export interface Sender extends AsyncDisposable {
  readonly run: (order: SendOrder) => Promise<SendResult>;
}

/** Starts it; one order at a time. */
export function startSender(): Sender {
  const child = fork(fileURLToPath(new URL("send-process.ts", import.meta.url)), {
    serialization: "advanced",
  });
  const ended = once(child, "exit").then(() => {
    throw new Error("The sending process has ended.");
  });
  ended.catch(() => undefined);
  return {
    run: async (order) => {
      const answered = once(child, "message");
      child.send(order);
      const [answer] = (await Promise.race([answered, ended])) as [{ result?: SendResult; error?: string }];
      if (answer.result === undefined) throw new Error(answer.error ?? "no answer");
      return answer.result;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended.catch(() => undefined);
    },
  };
}
