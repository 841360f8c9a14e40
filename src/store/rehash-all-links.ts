// The change of the key of keyed hashes. Readers ask for the hashes of every key of their ring all the time, writers bring
// what they touch to the current key; so a row may be changed at any moment and is found before and after.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { listLinksAfter, rehashRows, type RowPosition, type WalkedBatch } from "./rehash-links.js";
import { findNext } from "./reseal-links.js";
import { lockUntilCommit, type Query } from "./statements.js";

/** From the commit on every writer hashes with this key. */
export async function startLookupChange(query: Query, keyId: string): Promise<void> {
  await lockUntilCommit(query, "identity");
  await query(
    `update personal_data_key
        set lookup_state = case when id = $1 then 'CURRENT' when lookup_state is null then null else 'LEAVING' end
      where id = $1 or lookup_state is not null`,
    [keyId],
  );
}

/** Hashes the next links that name another key; the lock keeps writers of links out for the time of the batch. */
export async function rehashBatch(
  query: Query,
  cipher: IdentifierCipher,
  after: RowPosition | undefined,
  size: number,
): Promise<WalkedBatch> {
  await lockUntilCommit(query, "identity");
  const keyId = cipher.keyIds[0] ?? "";
  const rows = await listLinksAfter(query, "value_hash", keyId, after, size);
  const changed = await rehashRows(query, cipher, keyId, rows);
  return { changed, unreadable: rows.length - changed, next: findNext(rows, size) };
}

/** Keys that no hash names any more are left. One that an unreadable row names stays, so that nobody retires it unawares. */
export async function endLookupChange(query: Query): Promise<void> {
  await lockUntilCommit(query, "identity");
  await query(
    `update personal_data_key key set lookup_state = null
      where lookup_state = 'LEAVING'
        and not exists (select from identity_link where starts_with(value_hash, key.id || '.'))
        and not exists (select from held_event where starts_with(value_hash, key.id || '.'))`,
    [],
  );
}
