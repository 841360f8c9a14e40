import { startChild, type Child } from "../measure/start-child.js";
import type { LiveOrder, LiveResult } from "./live-order.js";

/** The process of subscribers and writer. */
export type Live = Child<LiveOrder, LiveResult>;

/** Starts it. */
export const startLive = (): Live =>
  startChild(new URL("live-process.ts", import.meta.url), "The process of subscribers and writer");
