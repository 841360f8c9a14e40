// Links from before identities were sealed. In: `plain_identity_link`, which a migration left behind. Out: sealed links;
// the plain table is dropped, which also removes its files, where an update would leave the old rows in them.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { getLookupKeys } from "./known-keys.js";
import type { Query } from "./statements.js";

const batchSize = 2_000;

interface PlainLink {
  readonly ctid: string;
  readonly namespace: string;
  readonly value: string;
}

/** Runs work in a transaction. */
export type InTransaction = <Result>(work: (query: Query) => Promise<Result>) => Promise<Result>;

/**
 * Seals what is plain, a batch in each transaction, so that a process that is killed goes on where it stopped. Whoever
 * calls it holds the lock of the migrations: nobody else seals, and nobody serves yet.
 */
export async function sealPlainLinks(
  inTransaction: InTransaction,
  cipher: IdentifierCipher,
  onProgress: (progress: { readonly done: number; readonly total: number }) => void = () => undefined,
): Promise<void> {
  const total = await inTransaction(async (query) => {
    const [found] = await query<{ name: string | null }>(
      "select to_regclass('plain_identity_link')::text as name",
      [],
    );
    if (found?.name == null) return undefined;
    const [row] = await query<{ count: number }>(
      "select count(*)::int as count from plain_identity_link",
      [],
    );
    return row?.count ?? 0;
  });
  if (total === undefined) return;
  let done = 0;
  for (let sealed = -1; sealed !== 0; done += sealed) {
    onProgress({ done, total });
    sealed = await inTransaction((query) => sealBatch(query, cipher));
  }
  await inTransaction((query) => query("drop table plain_identity_link", []));
}

async function sealBatch(query: Query, cipher: IdentifierCipher): Promise<number> {
  const { current } = await getLookupKeys(query, cipher);
  const rows = await query<PlainLink>(
    `select ctid::text as ctid, namespace, value from plain_identity_link limit ${String(batchSize)}`,
    [],
  );
  if (rows.length === 0) return 0;
  // Times and reasons never leave the database: what comes out as text or number could come back as another one.
  await query(
    `with ready as (
       select * from unnest($1::tid[], $2::text[], $3::text[]) as ready (at, value_hash, sealed_value)
     ), moved as (
       delete from plain_identity_link link using ready where link.ctid = ready.at
       returning link.*, ready.value_hash, ready.sealed_value
     )
     insert into identity_link
       (namespace, value_hash, sealed_value, customer_id, source, verified, first_seen_at, last_seen_at, method, score,
        reasons, linked_at, linked_by)
     select namespace, value_hash, sealed_value, customer_id, source, verified, first_seen_at, last_seen_at, method,
            score, reasons, linked_at, linked_by
       from moved`,
    [
      rows.map((row) => row.ctid),
      rows.map((row) => cipher.toLookup(row.namespace, row.value, current)),
      rows.map((row) => cipher.encrypt(row.namespace, row.value)),
    ],
  );
  return rows.length;
}
