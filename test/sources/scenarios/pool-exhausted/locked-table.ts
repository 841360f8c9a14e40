import { Client } from "pg";
import type { Upstream } from "../scenario.js";

/** A database whose table somebody has locked: every read takes a connection and keeps it, while pings are answered. */
export async function startLockedTable(url: string): Promise<Upstream> {
  const locker = new Client({ connectionString: url });
  await locker.connect();
  return {
    url,
    misbehave: async () => {
      await locker.query("begin; lock table txn in access exclusive mode");
    },
    mend: async () => {
      await locker.query("rollback");
    },
    [Symbol.asyncDispose]: () => locker.end(),
  };
}
