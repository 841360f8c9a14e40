// The list of identities of erased persons, as the links meet it.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type { ObservedIdentity } from "../domains/identity/identity-store.js";
import { skipErased, type KeptObservations } from "../domains/rights/skip-erased.js";
import { toLookupColumns } from "./sealed-links.js";
import type { Query } from "./statements.js";

/** Rows of an ask (place, namespace, hash) that are on the list. */
export const erasedAmongAsked = `unnest($1::int[], $2::text[], $3::text[]) as asked (at, namespace, lookup)
           join suppressed_identity using (namespace, lookup)`;

/** What of a batch may be linked; to be asked under the lock of the identities. */
export async function keepUnerased(
  query: Query,
  observed: readonly ObservedIdentity[],
  cipher: IdentifierCipher,
): Promise<KeptObservations> {
  // Hashing every identity of a bank to look into an empty list would be most of the work.
  const [list] = await query<{ is_empty: boolean }>(
    "select not exists (select from suppressed_identity) as is_empty",
    [],
  );
  if (list?.is_empty !== false) return { kept: observed, skipped: 0 };
  const keys = listKeys(observed);
  const found = await query<{ at: number }>(
    `select distinct asked.at from ${erasedAmongAsked}`,
    toLookupColumns(keys, cipher),
  );
  const erased = found.flatMap(({ at }) => keys[at] ?? []);
  if (erased.length === 0) return { kept: observed, skipped: 0 };
  const held = await query<{ at: number }>(
    `select distinct asked.at
       from unnest($1::int[], $2::text[], $3::text[]) as asked (at, namespace, value_hash)
       join identity_link using (namespace, value_hash)`,
    toLookupColumns(erased, cipher),
  );
  const living = held.flatMap(({ at }) => erased[at] ?? []);
  return skipErased(observed, new Set(erased.map(identityKeyText)), new Set(living.map(identityKeyText)));
}

function listKeys(observed: readonly ObservedIdentity[]): readonly IdentityKey[] {
  const keys = observed.flatMap(({ subject, identity }) => [subject, identity]);
  return [...new Map(keys.map((key) => [identityKeyText(key), key])).values()];
}
