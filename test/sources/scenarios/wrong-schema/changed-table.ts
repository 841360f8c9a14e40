import { runSql } from "../../../harness/databases.js";
import type { Upstream } from "../scenario.js";

/** A database in which a column has another name than agreed. */
export async function startChangedTable(url: string): Promise<Upstream> {
  return {
    url,
    misbehave: async () => {
      await runSql(url, "alter table txn rename column txn_amt to amount");
    },
    mend: async () => {
      await runSql(url, "alter table txn rename column amount to txn_amt");
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
