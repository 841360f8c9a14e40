// What operators do with the keys of a store that is in use: count which rows need which key, and change rows to the first
// key of the ring. Every batch is a transaction of its own, so that nobody waits longer than for one, and whoever is killed
// goes on where the rows themselves say: by the key that each of them names.
import type { MikroORM } from "@mikro-orm/postgresql";
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { OperatorError } from "../shared/operator-error.js";
import { settleKeys } from "./known-keys.js";
import { endLookupChange, rehashBatch, startLookupChange } from "./rehash-all-links.js";
import type { RowPosition, WalkedBatch } from "./rehash-links.js";
import { rehashSent, resealSent } from "./rotate-sent.js";
import { resealBatch } from "./reseal-links.js";
import { runInTransaction } from "./run-in-transaction.js";
import type { InTransaction } from "./seal-plain-links.js";
import { sealedColumns, type SealedColumn } from "./sealed-columns.js";
import { createQuery, type Query, type StorePool } from "./statements.js";

/** How many rows of a column need a key. */
export interface KeyUsage extends Pick<SealedColumn, "table" | "column" | "kind"> {
  readonly keyId: string;
  readonly rows: number;
}

/** How a rotation is done. */
export interface RotationOptions {
  /** Also makes the keyed hashes anew. */
  readonly withLookup: boolean;
  /** Rows in one transaction, 500 by default. */
  readonly batchSize?: number;
  /** Between two batches, in milliseconds; 0 by default. */
  readonly pauseMs?: number;
  readonly onProgress?: (progress: RotationProgress) => void;
}

/** How far a rotation is. */
export interface RotationProgress {
  readonly step: "seal" | "hash";
  /** Rows changed so far in this step. */
  readonly changed: number;
}

/** What a rotation did. */
export interface RotationReport {
  readonly keyId: string;
  readonly sealed: number;
  readonly hashed: number;
  /** Rows that do not open and stay as they are. */
  readonly unreadable: number;
}

/** The keys of a store in use. */
export interface KeyMaintenance {
  countRows(): Promise<readonly KeyUsage[]>;
  /** Throws OperatorError when another rotation is under way, or rows keep coming under another key. */
  rotate(options: RotationOptions): Promise<RotationReport>;
}

/** Any number will do, as long as every rotation takes the same. */
const rotationLock = 7_203_600_007;
/** Each walk finds what was written during the one before; gateways that never stop to write under another key are told. */
const mostWalks = 20;

/** The maintenance of a store; the cipher's first key is what rotations change rows to. */
export function createKeyMaintenance(
  orm: MikroORM,
  pool: StorePool,
  cipher: IdentifierCipher,
): KeyMaintenance {
  const inTransaction: InTransaction = (work) => runInTransaction(orm, (em) => work(createQuery(em)));
  return {
    countRows: () =>
      inTransaction(async (query) => {
        const usages: KeyUsage[] = [];
        for (const { table, column, expression, kind } of sealedColumns) {
          const rows = await query<{ keyId: string; rows: string }>(
            `select split_part(${expression}, '.', 1) as "keyId", count(*) as rows from ${table} group by 1 order by 1`,
            [],
          );
          usages.push(
            ...rows.map(({ keyId, rows: count }) => ({ table, column, kind, keyId, rows: Number(count) })),
          );
        }
        return usages;
      }),
    async rotate(options) {
      const keyId = cipher.keyIds[0] ?? "";
      // A session lock on a connection of its own: it goes with the process, however that ends.
      const holder = await pool.connect();
      try {
        const { rows } = await holder.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [
          rotationLock,
        ]);
        if (rows[0]?.taken !== true) {
          throw new OperatorError(
            "Another rotation of keys is under way on this database; wait until it has ended.",
          );
        }
        await inTransaction((query) => settleKeys(query, cipher));
        const walk = { inTransaction, options, keyId };
        const walkAll = async (step: RotationProgress["step"], batches: readonly CipherBatch[]) => {
          const total = { changed: 0, unreadable: 0 };
          for (const batch of batches) {
            const { changed, unreadable } = await walkUntilClean(
              walk,
              step,
              total.changed,
              (query, after, size) => batch(query, cipher, after, size),
            );
            total.changed += changed;
            total.unreadable += unreadable;
          }
          return total;
        };
        const sealed = await walkAll("seal", [resealBatch, ...resealSent]);
        if (!options.withLookup)
          return { keyId, sealed: sealed.changed, hashed: 0, unreadable: sealed.unreadable };
        await inTransaction((query) => startLookupChange(query, keyId));
        const hashed = await walkAll("hash", [rehashBatch, ...rehashSent]);
        await inTransaction((query) => endLookupChange(query));
        return { keyId, sealed: sealed.changed, hashed: hashed.changed, unreadable: sealed.unreadable };
      } finally {
        // Let go in so many words: the server may take its time to see that a connection was closed.
        await holder.query("select pg_advisory_unlock($1)", [rotationLock]).catch(() => undefined);
        holder.release(true);
      }
    },
  };
}

type Batch = (query: Query, after: RowPosition | undefined, size: number) => Promise<WalkedBatch>;
type CipherBatch = (
  query: Query,
  cipher: IdentifierCipher,
  after: RowPosition | undefined,
  size: number,
) => Promise<WalkedBatch>;

/** Walks along a table until a walk finds nothing to change: a link that was merged meanwhile may have passed behind. */
async function walkUntilClean(
  {
    inTransaction,
    options,
    keyId,
  }: { inTransaction: InTransaction; options: RotationOptions; keyId: string },
  step: RotationProgress["step"],
  /** Rows of other tables that were changed before. */
  before: number,
  batch: Batch,
): Promise<{ readonly changed: number; readonly unreadable: number }> {
  const { batchSize = 500, pauseMs = 0, onProgress = () => undefined } = options;
  let changed = 0;
  for (let walks = 0; walks < mostWalks; walks += 1) {
    let found = 0;
    let unreadable = 0;
    let after: RowPosition | undefined;
    do {
      const from: RowPosition | undefined = after;
      const walked = await inTransaction((query) => batch(query, from, batchSize));
      found += walked.changed;
      unreadable += walked.unreadable;
      after = walked.next;
      if (walked.changed > 0) onProgress({ step, changed: before + changed + found });
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    } while (after !== undefined);
    changed += found;
    if (found === 0) return { changed, unreadable };
  }
  throw new OperatorError(
    `Rows keep coming under another key than ${JSON.stringify(keyId)}: give every gateway the new ring, start it again, then rotate again.`,
  );
}
