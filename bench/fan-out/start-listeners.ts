import { startChild } from "../measure/start-child.js";
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
  const file = new URL("listener-process.ts", import.meta.url);
  const child = startChild<ListenerOrder, Deliveries>(file, "The process of the subscribers");
  return {
    connect: async (order) => void (await child.run({ kind: "connect", ...order })),
    collect: () => child.run({ kind: "collect" }),
    disconnect: async () => void (await child.run({ kind: "disconnect" })),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
