import { startProgram } from "../contenders/start-program.js";
import type { FanOutContender } from "./contender.js";

/** What the raw server is told to send. */
export interface RawOrder {
  readonly payload: string;
  readonly events: number;
  readonly perSecond: number;
}

/** Starts the plain broadcast. */
export async function startRaw(logFile: string, payload: string): Promise<FanOutContender> {
  const program = await startProgram({
    name: "raw",
    file: "bench/fan-out/raw-server.ts",
    environment: {},
    logFile,
  });
  return {
    name: "raw",
    port: program.port,
    pid: program.pid,
    database: undefined,
    authorize: async () => "",
    async makeEvents(events, perSecond) {
      const order: RawOrder = { payload, events, perSecond };
      await fetch(`http://127.0.0.1:${String(program.port)}`, {
        method: "POST",
        body: JSON.stringify(order),
      });
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
