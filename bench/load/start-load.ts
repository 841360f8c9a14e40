import { startChild, type Child } from "../measure/start-child.js";
import type { LoadOrder, LoadResult } from "./load-order.js";

/** The load's process. */
export type Load = Child<LoadOrder, LoadResult>;

/** Starts the process that makes the load. */
export const startLoad = (): Load =>
  startChild(new URL("load-process.ts", import.meta.url), "The process that makes the load");
