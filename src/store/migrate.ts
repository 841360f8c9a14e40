import type { MikroORM } from "@mikro-orm/postgresql";
import { Logger, runMigrations } from "graphile-worker";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { settleKeys } from "./known-keys.js";
import { runInTransaction } from "./run-in-transaction.js";
import { sealPlainLinks, type InTransaction } from "./seal-plain-links.js";
import { createQuery, type StorePool } from "./statements.js";

/** Any number will do, as long as every process of the gateway takes the same. */
const migrationLock = 7_203_600_001;

/** How far rows of the past have been sealed. */
export type SealProgress = (progress: { readonly done: number; readonly total: number }) => void;

const silent = new Logger(() => () => undefined);

/**
 * Brings the store's tables up to date, and those in which graphile-worker keeps timers (a schema of its own). Processes
 * that start together wait for one another.
 */
export async function migrate(
  orm: MikroORM,
  cipher: IdentifierCipher,
  onProgress?: SealProgress,
): Promise<void> {
  const pool: StorePool = await orm.em.getConnection().getNativeClient();
  // A session lock on a connection of its own: the migrator works on others, one transaction for all migrations.
  const holder = await pool.connect();
  const inTransaction: InTransaction = (work) => runInTransaction(orm, (em) => work(createQuery(em)));
  try {
    await holder.query("select pg_advisory_lock($1)", [migrationLock]);
    await orm.migrator.up();
    await runMigrations({ pgPool: pool, logger: silent });
    await inTransaction((query) => settleKeys(query, cipher));
    await sealPlainLinks(inTransaction, cipher, onProgress);
  } finally {
    // Closing the connection lets the lock go, whatever state it is in.
    holder.release(true);
  }
}
