// What the gateway keeps of identities. Loads are batched: one call for all keys of a request.
import type { CustomerRef, IdentityKey, IdentityLink } from "./identity.js";

/** An identity that a source reports beside another one: `subject` is already known or becomes a new customer. */
export interface ObservedIdentity {
  readonly subject: IdentityKey;
  readonly identity: IdentityKey;
  readonly verified: boolean;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
}

/** A customer that holds an identity. */
export interface IdentityHolder {
  readonly customerId: string;
  readonly verified: boolean;
  /**
   * An erased person held it, beside somebody living: what was recorded under it may be the erased person's, so that it
   * is shown as somebody else's only when that one is its verified holder. Has no customer id.
   */
  readonly isErased?: true;
}

/** Port of the identity links, implemented by the store. */
export interface IdentityStore {
  /** Customers by id; an id that was merged finds its survivor. Absent ids have no entry. */
  loadCustomers(ids: readonly string[]): Promise<ReadonlyMap<string, CustomerRef>>;
  /** Links of each customer, every namespace, oldest first. */
  loadLinks(customerIds: readonly string[]): Promise<ReadonlyMap<string, readonly IdentityLink[]>>;
  /** All holders of each identity, by `identityKeyText`. */
  loadHolders(keys: readonly IdentityKey[]): Promise<ReadonlyMap<string, readonly IdentityHolder[]>>;
  /** Which of the identities an erased person held, by `identityKeyText`. */
  loadErased(keys: readonly IdentityKey[]): Promise<ReadonlySet<string>>;
  /** Customers that are nobody's merged part, in the order of their ids, after `afterId`. */
  listCustomers(page: { readonly limit: number; readonly afterId?: string }): Promise<readonly CustomerRef[]>;
}

/**
 * Writes of identities, used by the link-identities reaction inside one transaction a batch. A subject that nobody
 * holds becomes a customer with the id `uuidFromName("customer", identityKeyText(subject))`, so that a rebuilt store has the same ids. An identity that
 * can have one holder only (CRM_ID, LOGIN_ID) and is held by a customer without CRM id merges that customer into the subject's.
 */
export interface IdentityWriter {
  /**
   * The customer who goes by this id: itself, or the survivor it was merged into; undefined when there is none. Nobody
   * can merge that customer away until the transaction ends.
   */
  lockCustomer(id: string): Promise<string | undefined>;
  /** Which of these customers are there, held against being erased until the transaction ends. */
  holdCustomers(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Adds or refreshes links, without what would bring erased persons back; answers the customers whose identities changed.
   * Doing it again changes nothing.
   */
  link(source: string, observed: readonly ObservedIdentity[]): Promise<LinkOutcome>;
  /** Where the scan of a source's identities goes on. */
  findScanPosition(source: string): Promise<string | undefined>;
  saveScanPosition(source: string, position: string): Promise<void>;
}

/** What linking did. */
export interface LinkOutcome {
  /** Customers whose identities changed. */
  readonly changed: readonly string[];
  /** Observations that were left out, because they are of erased persons. */
  readonly erased: number;
}

/** The holder to whom an identity leads: the only one, or the only verified one; undefined when that is not clear. */
export function findSoleHolder(holders: readonly IdentityHolder[]): IdentityHolder | undefined {
  if (holders.length === 1) return holders[0];
  const verified = holders.filter((holder) => holder.verified);
  return verified.length === 1 ? verified[0] : undefined;
}

/** The holders who can be met: an identity that somebody calls with now is none of an erased person. */
export function withoutErased(holders: readonly IdentityHolder[]): readonly IdentityHolder[] {
  return holders.filter(({ isErased }) => isErased !== true);
}
