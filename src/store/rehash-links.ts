// Links whose keyed hash is changed to another master key. Rows may have a hash of either key meanwhile, but never two
// rows for one identity of one customer: whoever writes brings what it touches to the current key first.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import type { LinkPlan } from "../domains/identity/plan-links.js";
import type { LookupKeys } from "./known-keys.js";
import type { Query } from "./statements.js";

/** A link by its key, and what is sealed in it. */
export interface LinkRow {
  readonly namespace: string;
  readonly value_hash: string;
  readonly customer_id: string;
  readonly sealed_value: string;
}

/** Where a walk along a table is: the key of its last row. */
export type RowPosition = readonly string[];

/** One batch of a walk. */
export interface WalkedBatch {
  readonly changed: number;
  readonly unreadable: number;
  /** Undefined at the end of the table. */
  readonly next: RowPosition | undefined;
}

/**
 * Gives the links that a plan is about to write or merge hashes of the current key. Needs the lock of identities, under
 * which every change of a hash is made.
 */
export async function rehashTouched(
  query: Query,
  cipher: IdentifierCipher,
  { current, leaving }: LookupKeys,
  plan: LinkPlan,
): Promise<void> {
  const held = leaving.filter((keyId) => cipher.keyIds.includes(keyId));
  const written = plan.links.flatMap(({ namespace, value }) =>
    held.map((keyId) => ({
      namespace,
      from: cipher.toLookup(namespace, value, keyId),
      to: cipher.toLookup(namespace, value, current),
    })),
  );
  await query(
    `update identity_link link set value_hash = change.new_hash
       from unnest($1::text[], $2::text[], $3::text[]) as change (namespace, old_hash, new_hash)
      where link.namespace = change.namespace and link.value_hash = change.old_hash`,
    [written.map(({ namespace }) => namespace), written.map(({ from }) => from), written.map(({ to }) => to)],
  );
  const merged = plan.merges.flatMap(({ fromId, intoId }) => [fromId, intoId]);
  if (merged.length === 0) return;
  const rows = await query<LinkRow>(
    `select namespace, value_hash, customer_id, sealed_value from identity_link
      where customer_id = any($1::uuid[]) and not starts_with(value_hash, $2)`,
    [merged, `${current}.`],
  );
  await rehashRows(query, cipher, current, rows);
}

/** Hashes rows anew from what is sealed in them; answers how many were changed. Rows that do not open stay as they are. */
export async function rehashRows(
  query: Query,
  cipher: IdentifierCipher,
  keyId: string,
  rows: readonly LinkRow[],
): Promise<number> {
  const opened = rows.flatMap((row) => {
    const value = findOpened(cipher, row);
    return value === undefined ? [] : [{ ...row, newHash: cipher.toLookup(row.namespace, value, keyId) }];
  });
  if (opened.length === 0) return 0;
  const changed = await query<{ one: number }>(
    `update identity_link link set value_hash = change.new_hash
       from unnest($1::text[], $2::text[], $3::uuid[], $4::text[])
         as change (namespace, old_hash, customer_id, new_hash)
      where link.namespace = change.namespace and link.value_hash = change.old_hash
        and link.customer_id = change.customer_id
     returning 1 as one`,
    [
      opened.map((row) => row.namespace),
      opened.map((row) => row.value_hash),
      opened.map((row) => row.customer_id),
      opened.map((row) => row.newHash),
    ],
  );
  return changed.length;
}

/** Links in the order of their keys whose column names another key than this one, after a position. */
export async function listLinksAfter(
  query: Query,
  column: "value_hash" | "sealed_value",
  keyId: string,
  after: RowPosition | undefined,
  limit: number,
): Promise<readonly LinkRow[]> {
  return query<LinkRow>(
    `select namespace, value_hash, customer_id, sealed_value from identity_link
      where not starts_with(${column}, $1)
        and ($2::text is null or (namespace, value_hash, customer_id) > ($2, $3::text, $4::uuid))
      order by namespace, value_hash, customer_id limit $5`,
    [`${keyId}.`, ...(after ?? [null, null, null]), limit],
  );
}

/** What is sealed in a link; undefined when it does not open. */
export function findOpened(cipher: IdentifierCipher, row: LinkRow): string | undefined {
  try {
    return cipher.decrypt(row.namespace, row.sealed_value);
  } catch {
    return undefined;
  }
}
