// Identities on their way into and out of the tables: hashed to be found, sealed to be shown.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { identityKeyText, type IdentityKey, type IdentityLink } from "../domains/identity/identity.js";
import type { ObservedIdentity } from "../domains/identity/identity-store.js";
import type { PlannedLink } from "../domains/identity/plan-links.js";
import type { LookupKeys } from "./known-keys.js";

interface SealedKey {
  readonly valueHash: string;
  readonly sealedValue: string;
}

/** A link as it is written. */
export interface SealedLink extends Omit<PlannedLink, "value">, SealedKey {}

/** What was observed, hashed under the current key and sealed, by `identityKeyText`. */
export async function sealObserved(
  observed: readonly ObservedIdentity[],
  cipher: IdentifierCipher,
  { current }: LookupKeys,
): Promise<ReadonlyMap<string, SealedKey>> {
  const sealed = new Map<string, SealedKey>();
  for (const key of observed.flatMap(({ subject, identity }) => [subject, identity])) {
    const { namespace, value } = key;
    const text = identityKeyText(key);
    if (sealed.has(text)) continue;
    const valueHash = cipher.toLookup(namespace, value, current);
    sealed.set(text, { valueHash, sealedValue: cipher.encrypt(namespace, value) });
  }
  return sealed;
}

/** Links as they are written; a plan links nothing that was not observed. */
export function toSealedLinks(
  links: readonly PlannedLink[],
  sealed: ReadonlyMap<string, SealedKey>,
): readonly SealedLink[] {
  return links.map(({ value, ...link }) => {
    const key = sealed.get(identityKeyText({ namespace: link.namespace, value }));
    if (key === undefined) throw new Error("A link was planned that nobody observed.");
    return { ...link, ...key };
  });
}

/**
 * Columns of an ask for identities: place, namespace and hash, a row for each key and each master key of the ring. A row
 * has a hash of one of them, whichever is being changed for which, so that no lookup ever misses.
 */
export function toLookupColumns(
  keys: readonly IdentityKey[],
  cipher: IdentifierCipher,
): [places: readonly number[], namespaces: readonly string[], hashes: readonly string[]] {
  const places: number[] = [];
  const namespaces: string[] = [];
  const hashes: string[] = [];
  for (const [at, { namespace, value }] of keys.entries()) {
    for (const hash of cipher.toLookups(namespace, value)) {
      places.push(at);
      namespaces.push(namespace);
      hashes.push(hash);
    }
  }
  return [places, namespaces, hashes];
}

/** Links in their order, where those of one time and namespace stand by their values; what does not open stands first. */
export function orderTies<Link extends { readonly value: string }>(
  links: readonly Link[],
  isTie: (left: Link, right: Link) => boolean,
): Link[] {
  const ordered: Link[] = [];
  for (let from = 0, to = 1; from < links.length; from = to, to = from + 1) {
    const first = links[from]!;
    while (to < links.length && isTie(first, links[to]!)) to += 1;
    if (to === from + 1) ordered.push(first);
    else ordered.push(...links.slice(from, to).sort(compareValues));
  }
  return ordered;
}

type Valued = Pick<IdentityLink, "value">;

function compareValues(left: Valued, right: Valued): number {
  const [first, second] = [findValue(left), findValue(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function findValue(link: Valued): string {
  try {
    return link.value;
  } catch {
    return "";
  }
}
