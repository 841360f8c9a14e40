import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LoadOrder, LoadResult } from "./load-order.js";

/** The load's process. */
export interface Load extends AsyncDisposable {
  readonly run: (order: LoadOrder) => Promise<LoadResult>;
}

/** Starts the process that makes the load; one order at a time. */
export function startLoad(): Load {
  const child = fork(fileURLToPath(new URL("load-process.ts", import.meta.url)), {
    serialization: "advanced",
  });
  const end = once(child, "exit").then(() => {
    throw new Error("The process that makes the load has ended.");
  });
  end.catch(() => undefined);
  return {
    run: async (order) => {
      const answer = once(child, "message");
      child.send(order);
      const [result] = (await Promise.race([answer, end])) as [LoadResult];
      return result;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await end.catch(() => undefined);
    },
  };
}
