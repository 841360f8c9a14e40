// Batches that came together, in one transaction: who is who, whose each event is, the log, what waits, what is refused.
// In: events that were read. Out: an answer for each, in their order, after the commit.
import { listEventKeys, observeClaim } from "../domains/ingest/claims.js";
import { findOwners, type Owners } from "../domains/ingest/find-owners.js";
import { RejectedEvent, type IngestResult } from "../domains/ingest/sent-event.js";
import type { IdentityStanding } from "../domains/ingest/sent-event-writer.js";
import type { ParsedEvent } from "../domains/ingest/parsed-event.js";
import type { HeldEvent } from "../domains/ingest/held-event.js";
import { identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type { IdentityStore, ObservedIdentity } from "../domains/identity/identity-store.js";
import type { Transaction, UnitOfWork } from "../domains/unit-of-work.js";
import { appendSent, type OwnedEvent } from "./append-sent.js";
import { toLinkedEvents } from "./link-identities.js";
import { toDeadLetter, type ReadEvent } from "./read-sent.js";
import { releaseHeld } from "./release-held.js";

/** What taking events needs of the store. */
export interface IngestStores {
  readonly unitOfWork: UnitOfWork;
  readonly identityStore: Pick<IdentityStore, "loadHolders" | "loadErased">;
}

type Standings = ReadonlyMap<string, IdentityStanding>;

const erased = new RejectedEvent("ERASED_PERSON", "The identity was an erased person's.");

/** Takes the events; rejects when the transaction fails, and then nothing of them is kept. */
export async function ingestGroup(
  read: readonly ReadEvent[],
  { unitOfWork, identityStore }: IngestStores,
): Promise<readonly IngestResult[]> {
  const parsed = read.flatMap(({ event }) => event ?? []);
  const before = await loadStandings(parsed.flatMap(listEventKeys), identityStore);
  return unitOfWork.run(async (transaction) => {
    const linked = await linkClaims(transaction, parsed, before);
    const { owned, waiting, refused } = await assign(transaction, parsed, linked ?? before);
    const held = waiting.length === 0 ? new Set<string>() : await transaction.sentEvents.hold(waiting);
    const letters = read.flatMap((one) => toDeadLetter(one) ?? []);
    if (letters.length > 0) await transaction.deadLetters.add(letters);
    const { added, gone } = await appendSent(transaction, owned);
    return toResults(read, { owned, waiting, refused, fresh: new Set([...added, ...held]), gone });
  });
}

async function loadStandings(
  keys: readonly IdentityKey[],
  store: IngestStores["identityStore"],
): Promise<Standings> {
  const distinct = new Map(keys.map((key) => [identityKeyText(key), key]));
  if (distinct.size === 0) return new Map();
  const holders = await store.loadHolders([...distinct.values()]);
  const unclaimed = [...distinct].flatMap(([text, key]) =>
    (holders.get(text)?.length ?? 0) === 0 ? [key] : [],
  );
  const ofErased = unclaimed.length === 0 ? new Set<string>() : await store.loadErased(unclaimed);
  return new Map(
    [...distinct.keys()].map((text) => [
      text,
      { holders: holders.get(text) ?? [], isErased: ofErased.has(text) },
    ]),
  );
}

/**
 * Links what is news, and lets events go that waited for it. Answers the standings afterwards; undefined when there was no
 * news. All links come before anything is appended, since readers of the log stop below it until the commit.
 */
async function linkClaims(
  transaction: Transaction,
  events: readonly ParsedEvent[],
  before: Standings,
): Promise<Standings | undefined> {
  const bySource = new Map<string, ObservedIdentity[]>();
  for (const event of events) {
    const observed = observeClaim(event, before);
    if (observed.length > 0) bySource.set(event.source, [...(bySource.get(event.source) ?? []), ...observed]);
  }
  if (bySource.size === 0) return undefined;
  const holdersBefore = new Map([...before].map(([text, { holders }]) => [text, holders]));
  const news = [];
  const keys: IdentityKey[] = [];
  for (const [source, observed] of bySource) {
    const { changed } = await transaction.identities.link(source, observed);
    news.push(...toLinkedEvents(source, observed, new Set(changed), holdersBefore));
    keys.push(...observed.flatMap(({ subject, identity }) => [subject, identity]));
  }
  if (news.length > 0) await transaction.events.append(news);
  await releaseHeld(transaction, keys);
  return transaction.sentEvents.loadStandings(distinctKeys(events.flatMap(listEventKeys)));
}

interface Assigned {
  readonly owned: readonly OwnedEvent[];
  readonly waiting: readonly HeldEvent[];
  readonly refused: ReadonlyMap<string, Extract<Owners, { missing: unknown }>["missing"]>;
}

/** Whose each event is. Those of nobody are looked at again when nobody can link anything any more until the commit. */
async function assign(
  transaction: Transaction,
  events: readonly ParsedEvent[],
  standings: Standings,
): Promise<Assigned> {
  const ownersOf = ({ facet, subject }: ParsedEvent, of: Standings) =>
    findOwners(facet, subject.namespace, of.get(identityKeyText(subject)));
  const owned: OwnedEvent[] = [];
  const open: ParsedEvent[] = [];
  for (const event of events) {
    const owners = ownersOf(event, standings);
    if ("customerIds" in owners) owned.push({ event, customerIds: owners.customerIds });
    else open.push(event);
  }
  if (open.length === 0) return { owned, waiting: [], refused: new Map() };
  const settled = await transaction.sentEvents.loadStandings(
    distinctKeys(open.map(({ subject }) => subject)),
  );
  const waiting: HeldEvent[] = [];
  const refused = new Map<string, "UNKNOWN" | "AMBIGUOUS" | "ERASED">();
  for (const event of open) {
    const owners = ownersOf(event, settled);
    if ("customerIds" in owners) {
      owned.push({ event, customerIds: owners.customerIds });
      continue;
    }
    refused.set(event.key, owners.missing);
    if (owners.missing === "ERASED") continue;
    const { claim: _claim, id: _id, ...held } = event;
    waiting.push(held);
  }
  return { owned, waiting, refused };
}

function distinctKeys(keys: readonly IdentityKey[]): readonly IdentityKey[] {
  return [...new Map(keys.map((key) => [identityKeyText(key), key])).values()];
}

function toResults(
  read: readonly ReadEvent[],
  done: Assigned & { readonly fresh: ReadonlySet<string>; readonly gone: ReadonlySet<string> },
): readonly IngestResult[] {
  const told = new Set<string>();
  const owners = new Map(done.owned.map(({ event, customerIds }) => [event.key, customerIds]));
  return read.map(({ id, event, refusal }): IngestResult => {
    if (event === undefined) return { id, status: "REJECTED", reason: refusal?.message ?? null };
    const missing = done.refused.get(event.key);
    if (missing === "ERASED" || owners.get(event.key)?.every((one) => done.gone.has(one)) === true)
      return { id, status: "REJECTED", reason: erased.message };
    // The same event twice in a group is new once.
    const isFirst = done.fresh.has(event.key) && !told.has(event.key);
    told.add(event.key);
    if (!isFirst) return { id, status: "DUPLICATE", reason: null };
    return { id, status: "ACCEPTED", reason: missing === undefined ? null : heldReasons[missing] };
  });
}

const heldReasons = {
  UNKNOWN: "HELD_UNKNOWN_PERSON: Nobody holds the identity yet; the event waits until somebody does.",
  AMBIGUOUS:
    "HELD_AMBIGUOUS_PERSON: Several hold the identity; the event waits until it is clear whose it is.",
} as const;
