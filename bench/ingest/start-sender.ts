import { startChild, type Child } from "../measure/start-child.js";
import type { SendOrder, SendResult } from "./send-order.js";

/** The process that sends. */
export type Sender = Child<SendOrder, SendResult>;

/** Starts it. */
export const startSender = (): Sender =>
  startChild(new URL("send-process.ts", import.meta.url), "The sending process");
