// Sealed values that are sealed anew with the first key of the ring.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { findOpened, listLinksAfter, type RowPosition, type WalkedBatch } from "./rehash-links.js";
import type { Query } from "./statements.js";

/** Seals the next links that name another key. A row that changed meanwhile keeps what it became, for the next walk. */
export async function resealBatch(
  query: Query,
  cipher: IdentifierCipher,
  after: RowPosition | undefined,
  size: number,
): Promise<WalkedBatch> {
  const rows = await listLinksAfter(query, "sealed_value", cipher.keyIds[0] ?? "", after, size);
  const opened = rows.flatMap((row) => {
    const value = findOpened(cipher, row);
    return value === undefined ? [] : [{ ...row, sealed: cipher.encrypt(row.namespace, value) }];
  });
  const changed = await query<{ one: number }>(
    `update identity_link link set sealed_value = change.new_sealed
       from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[])
         as change (namespace, value_hash, customer_id, old_sealed, new_sealed)
      where link.namespace = change.namespace and link.value_hash = change.value_hash
        and link.customer_id = change.customer_id and link.sealed_value = change.old_sealed
     returning 1 as one`,
    [
      opened.map((row) => row.namespace),
      opened.map((row) => row.value_hash),
      opened.map((row) => row.customer_id),
      opened.map((row) => row.sealed_value),
      opened.map((row) => row.sealed),
    ],
  );
  return {
    changed: changed.length,
    unreadable: rows.length - opened.length,
    next: findNext(rows, size),
  };
}

/** Where the next batch begins; undefined when this one was the last. */
export function findNext(
  rows: readonly { readonly namespace: string; readonly value_hash: string; readonly customer_id: string }[],
  size: number,
): RowPosition | undefined {
  const last = rows.length < size ? undefined : rows.at(-1);
  return last && [last.namespace, last.value_hash, last.customer_id];
}
