// Decides what observed identities mean: whose they are, who is a new customer, and which customers are one person.
// In: what sources observed and who holds those identities. Out: a plan that the store writes in bulk.
import { uuidFromName } from "../../shared/ids.js";
import { compareInstants, type Instant } from "../../shared/instant.js";
import { identityKeyText, type IdentityKey, type IdentityNamespace } from "./identity.js";
import { findSoleHolder, type ObservedIdentity } from "./identity-store.js";

/** A customer that holds an identity of the batch; `customerId` is a survivor. */
export interface KnownHolder extends IdentityKey {
  readonly customerId: string;
  readonly crmId: string | null;
  readonly verified: boolean;
}

/** A link to add or refresh. `subject` is the namespace that led to the customer. */
export interface PlannedLink extends IdentityKey {
  readonly customerId: string;
  readonly subject: IdentityNamespace;
  readonly verified: boolean;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
}

/** What is to be written, in this order. */
export interface LinkPlan {
  readonly customers: readonly { readonly id: string; readonly crmId: string | null }[];
  readonly merges: readonly { readonly fromId: string; readonly intoId: string }[];
  readonly links: readonly PlannedLink[];
}

/** Namespaces whose identities belong to one person only. */
export function isExclusive(namespace: IdentityNamespace): boolean {
  return namespace === "CRM_ID" || namespace === "LOGIN_ID";
}

/** The identities whose holders a plan must know: every subject, and every identity that can have one holder only. */
export function listDecisiveKeys(observed: readonly ObservedIdentity[]): readonly IdentityKey[] {
  const keys = new Map<string, IdentityKey>();
  for (const { subject, identity } of observed) {
    keys.set(identityKeyText(subject), subject);
    if (isExclusive(identity.namespace)) keys.set(identityKeyText(identity), identity);
  }
  return [...keys.values()];
}

/** The id of the customer that a subject becomes when nobody holds it. */
export function toCustomerId(subject: IdentityKey): string {
  return uuidFromName("customer", identityKeyText(subject));
}

/**
 * Plans in the order of observation. A subject leads to its sole holder or to a new customer; where several hold it and
 * none is the only verified one, nothing is guessed and nothing linked. An exclusive identity that two customers hold
 * makes them one: whoever has a CRM id survives, else the subject's customer. Two CRM customers are never merged by a
 * login: it stays with its first holder.
 */
export function planLinks(observed: readonly ObservedIdentity[], known: readonly KnownHolder[]): LinkPlan {
  const board = new Board(known);
  for (const { subject, identity, verified, firstSeenAt, lastSeenAt } of observed) {
    const subjectId = board.findOrCreate(subject);
    if (subjectId === undefined) continue;
    const seen = { subject: subject.namespace, firstSeenAt, lastSeenAt };
    const isSelf = identityKeyText(subject) === identityKeyText(identity);
    board.link(subjectId, {
      ...subject,
      ...seen,
      verified: isSelf ? verified : isExclusive(subject.namespace),
    });
    if (isSelf) continue;
    const holderId = isExclusive(identity.namespace) ? board.unite(subjectId, identity) : subjectId;
    if (holderId !== undefined) board.link(holderId, { ...identity, ...seen, verified });
  }
  return board.toPlan();
}

/** The state of a plan in the making. */
class Board {
  private readonly crmIds = new Map<string, string | null>();
  private readonly survivors = new Map<string, string>();
  private readonly holders = new Map<string, Map<string, boolean>>();
  private readonly created: { id: string; crmId: string | null }[] = [];
  private readonly links = new Map<string, PlannedLink>();

  constructor(known: readonly KnownHolder[]) {
    for (const holder of known) {
      this.crmIds.set(holder.customerId, holder.crmId);
      this.hold(holder.customerId, holder, holder.verified);
    }
  }

  findOrCreate(subject: IdentityKey): string | undefined {
    const holders = this.listHolders(subject);
    if (holders.length > 0) return findSoleHolder(holders)?.customerId;
    const id = this.survivorOf(toCustomerId(subject));
    if (!this.crmIds.has(id)) {
      const crmId = subject.namespace === "CRM_ID" ? subject.value : null;
      this.created.push({ id, crmId });
      this.crmIds.set(id, crmId);
    }
    this.hold(id, subject, isExclusive(subject.namespace));
    return id;
  }

  /** Makes the holder of an exclusive identity and the subject's customer one; undefined when they must stay two. */
  unite(subjectId: string, identity: IdentityKey): string | undefined {
    const subjectCrmId = this.crmIds.get(subjectId);
    const isHeld = this.listHolders(identity).length > 0;
    if (!isHeld && identity.namespace !== "CRM_ID") return subjectId;
    if (!isHeld && subjectCrmId) return undefined;
    // A CRM id is a customer of its own even when nobody holds it yet, so that ids do not depend on who reports first.
    const holderId = this.findOrCreate(identity);
    if (holderId === undefined || holderId === subjectId) return holderId;
    const holderCrmId = this.crmIds.get(holderId);
    if (subjectCrmId && holderCrmId) return undefined;
    const [intoId, fromId] = holderCrmId ? [holderId, subjectId] : [subjectId, holderId];
    this.survivors.set(fromId, intoId);
    return intoId;
  }

  link(customerId: string, link: Omit<PlannedLink, "customerId">): void {
    const id = this.survivorOf(customerId);
    this.hold(id, link, link.verified);
    this.addLink({ ...link, customerId: id });
  }

  toPlan(): LinkPlan {
    const merges = [...this.survivors.keys()].map((fromId) => ({ fromId, intoId: this.survivorOf(fromId) }));
    const planned = [...this.links.values()];
    this.links.clear();
    // Links that were planned before a merge follow their customer.
    for (const link of planned) this.addLink({ ...link, customerId: this.survivorOf(link.customerId) });
    return { customers: this.created, merges, links: [...this.links.values()] };
  }

  private addLink(link: PlannedLink): void {
    const key = `${link.customerId} ${identityKeyText(link)}`;
    const other = this.links.get(key);
    this.links.set(key, other === undefined ? link : joinSightings(other, link));
  }

  private hold(customerId: string, key: IdentityKey, verified: boolean): void {
    const text = identityKeyText(key);
    const holders = this.holders.get(text) ?? new Map<string, boolean>();
    holders.set(customerId, verified || holders.get(customerId) === true);
    this.holders.set(text, holders);
  }

  private listHolders(key: IdentityKey): { customerId: string; verified: boolean }[] {
    const merged = new Map<string, boolean>();
    for (const [id, verified] of this.holders.get(identityKeyText(key)) ?? []) {
      const survivor = this.survivorOf(id);
      merged.set(survivor, verified || merged.get(survivor) === true);
    }
    return [...merged].map(([customerId, verified]) => ({ customerId, verified }));
  }

  private survivorOf(id: string): string {
    let survivor = id;
    for (let next = this.survivors.get(id); next !== undefined; next = this.survivors.get(next))
      survivor = next;
    return survivor;
  }
}

/** Two sightings of one link: the whole span of time, and what the later one says of verification. */
function joinSightings(left: PlannedLink, right: PlannedLink): PlannedLink {
  const order = compareInstants(left.lastSeenAt, right.lastSeenAt);
  const later = order > 0 ? left : right;
  return {
    ...left,
    verified: order === 0 ? left.verified || right.verified : later.verified,
    lastSeenAt: later.lastSeenAt,
    firstSeenAt:
      compareInstants(left.firstSeenAt, right.firstSeenAt) <= 0 ? left.firstSeenAt : right.firstSeenAt,
  };
}
