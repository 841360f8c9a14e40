// A table that another session holds: reads of it wait in their database for as long as a test likes.
import { Client } from "pg";
import { expect, vi } from "vitest";
import { runSql } from "./databases.js";

/** A held table. */
export interface HeldTable extends AsyncDisposable {
  /** Resolves when so many statements wait for the table. */
  waiting(count: number): Promise<void>;
}

/** Holds a table until the scope ends. */
export async function holdTable(databaseUrl: string, table: string): Promise<HeldTable> {
  const holder = new Client({ connectionString: databaseUrl });
  await holder.connect();
  await holder.query(`begin; lock table ${table} in access exclusive mode`);
  return {
    waiting: (count) =>
      vi.waitFor(
        async () => {
          // By a session of its own: a transaction sees the activity as it was when it first looked.
          const waiting = await runSql(
            databaseUrl,
            "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          );
          expect(waiting).toHaveLength(count);
        },
        { timeout: 5_000 },
      ),
    [Symbol.asyncDispose]: () => holder.end(),
  };
}
