import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ConnectOrder, Deliveries, ListenerOrder } from "./listener-orders.js";

/** The process of all subscribers. */
export interface Listeners extends AsyncDisposable {
  connect(order: Omit<ConnectOrder, "kind">): Promise<void>;
  /** What came since the last time. */
  collect(): Promise<Deliveries>;
  disconnect(): Promise<void>;
}

/** Starts the process; one order at a time. */
export function startListeners(): Listeners {
  const child = fork(fileURLToPath(new URL("listener-process.ts", import.meta.url)), {
    serialization: "advanced",
  });
  const end = once(child, "exit").then(() => {
    throw new Error("The process of the subscribers has ended.");
  });
  end.catch(() => undefined);
  const give = async (order: ListenerOrder): Promise<Deliveries | undefined> => {
    const answer = once(child, "message");
    child.send(order);
    const [said] = (await Promise.race([answer, end])) as [{ result?: Deliveries; error?: string }];
    if (said.error !== undefined) throw new Error(said.error);
    return said.result;
  };
  return {
    connect: async (order) => void (await give({ kind: "connect", ...order })),
    collect: async () => (await give({ kind: "collect" }))!,
    disconnect: async () => void (await give({ kind: "disconnect" })),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await end.catch(() => undefined);
    },
  };
}
