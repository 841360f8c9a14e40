import { setTimeout as wait } from "node:timers/promises";
import type { Read, Statement } from "./statements.js";

const holders: Statement = {
  name: "event-appenders",
  text: `select virtualtransaction from pg_locks
          where locktype = 'advisory' and classid = 72036 and objsubid = 2
            and database = (select oid from pg_database where datname = current_database())`,
};

const lookMs = 20;
const longestMs = 30_000;

/**
 * Waits until every transaction has ended that was appending to the event log when this was called: what it appended can be
 * read then, or never will be. Throws when one does not end.
 */
export async function untilAppended(read: Read): Promise<void> {
  const list = async () => new Set((await read<[string]>(holders, [])).map(([transaction]) => transaction));
  let waiting = await list();
  for (let waitedMs = 0; waiting.size > 0; waitedMs += lookMs) {
    if (waitedMs > longestMs) throw new Error("A transaction that appends events does not end.");
    await wait(lookMs);
    const present = await list();
    waiting = new Set([...waiting].filter((transaction) => present.has(transaction)));
  }
}
