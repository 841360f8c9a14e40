// From what events claim of who is who to what is observed: the person of a claim is the strongest one whom somebody holds.
import { identityKeyText, type IdentityKey } from "../identity/identity.js";
import { findSoleHolder, type ObservedIdentity } from "../identity/identity-store.js";
import type { ParsedEvent } from "./parsed-event.js";
import type { IdentityStanding } from "./sent-event-writer.js";

type Standings = ReadonlyMap<string, IdentityStanding>;

/** Every identity that has to be looked up for an event. */
export function listEventKeys({
  subject,
  claim,
}: Pick<ParsedEvent, "subject" | "claim">): readonly IdentityKey[] {
  return claim === undefined ? [subject] : [subject, ...claim.persons, ...claim.identities];
}

/**
 * What an event observes that is not known yet. A visit with a login that nobody holds makes no person, so that a typing
 * error does not; saying who somebody is does, but never out of a customer number, which the CRM gives.
 */
export function observeClaim(
  { claim, occurredAt }: Pick<ParsedEvent, "claim" | "occurredAt">,
  standings: Standings,
): readonly ObservedIdentity[] {
  if (claim === undefined) return [];
  const holdersOf = (key: IdentityKey) => standings.get(identityKeyText(key))?.holders ?? [];
  const known = claim.persons.find((key) => holdersOf(key).length > 0);
  const subject =
    known ?? (claim.isNewPerson ? claim.persons.find(({ namespace }) => namespace === "LOGIN_ID") : known);
  if (subject === undefined) return [];
  const holder = findSoleHolder(holdersOf(subject))?.customerId;
  const isHeld = (key: IdentityKey): boolean =>
    holder !== undefined && holdersOf(key).some(({ customerId }) => customerId === holder);
  const text = identityKeyText(subject);
  const others = [...claim.persons, ...claim.identities].filter(
    (key) => identityKeyText(key) !== text && (key.namespace !== "CRM_ID" || holdersOf(key).length > 0),
  );
  const seen = { subject, firstSeenAt: occurredAt, lastSeenAt: occurredAt };
  const news = others.filter((key) => !isHeld(key));
  const isNew = holder === undefined && holdersOf(subject).length === 0;
  return [
    ...(isNew ? [{ ...seen, identity: subject, verified: claim.verified }] : []),
    ...news.map((identity) => ({ ...seen, identity, verified: false })),
  ];
}
