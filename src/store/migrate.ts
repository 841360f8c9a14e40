import type { MikroORM } from "@mikro-orm/postgresql";
import type { StorePool } from "./statements.js";

/** Any number will do, as long as every process of the gateway takes the same. */
const migrationLock = 7_203_600_001;

/** Brings the store's tables up to date. Processes that start together wait for one another. */
export async function migrate(orm: MikroORM): Promise<void> {
  const pool: StorePool = await orm.em.getConnection().getNativeClient();
  // A session lock on a connection of its own: the migrator works on others, one transaction for all migrations.
  const holder = await pool.connect();
  try {
    await holder.query("select pg_advisory_lock($1)", [migrationLock]);
    await orm.migrator.up();
  } finally {
    // Closing the connection lets the lock go, whatever state it is in.
    holder.release(true);
  }
}
