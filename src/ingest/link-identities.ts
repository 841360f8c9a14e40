// Who is who, as the sources' keys say it. In: the identity scans of the sources. Out: links in the store, each part of a
// scan in one transaction with the place where the scan goes on.
import { randomUUID } from "node:crypto";
import type { NewEvent } from "../domains/events/event.js";
import { identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type {
  IdentityHolder,
  IdentityStore,
  LinkOutcome,
  ObservedIdentity,
} from "../domains/identity/identity-store.js";
import type { Transaction, UnitOfWork } from "../domains/unit-of-work.js";
import { releaseHeld } from "./release-held.js";
import type { FollowedPart, FollowedScan, FollowedSource } from "./followed-source.js";

const partSize = 2_000;

/** How far the scan of a source has come. */
export interface LinkProgress {
  readonly source: string;
  /** Identities read so far. */
  readonly identities: number;
  /** How many of them were left out, because they are of erased persons. */
  readonly erased: number;
  readonly isDone: boolean;
}

/** A source whose scan failed; it is read on where it stopped when it answers again. */
export interface FailedScan {
  readonly source: string;
  readonly error: unknown;
}

/**
 * Reads every source's identities to their end, one source after the other in the order given, from where the last scan
 * stopped. No events are written: nobody can have been told of these customers. The CRM must come first, because what
 * other sources know hangs on its persons. A source that fails is answered and skipped; a failing store throws.
 */
export async function linkAllIdentities(input: {
  readonly sources: readonly FollowedSource[];
  readonly unitOfWork: UnitOfWork;
  readonly onProgress?: (progress: LinkProgress) => void;
  readonly signal?: AbortSignal;
}): Promise<{ readonly failed: readonly FailedScan[] }> {
  const { unitOfWork, onProgress, signal = new AbortController().signal } = input;
  const failed: FailedScan[] = [];
  for (const { name, identities: scan } of input.sources) {
    if (scan === undefined) continue;
    let count = 0;
    let erased = 0;
    let position = await unitOfWork.run((transaction) => transaction.identities.findScanPosition(name));
    for (let isDone = false; !isDone;) {
      const part = await scan(position, partSize, { signal }).catch((error: unknown) => ({ error }));
      signal.throwIfAborted();
      if ("error" in part) {
        failed.push({ source: name, error: part.error });
        break;
      }
      erased += (await unitOfWork.run((transaction) => linkPart(name, part, transaction))).erased;
      isDone = isLastPart(part, position);
      position = part.position;
      count += part.items.length;
      onProgress?.({ source: name, identities: count, erased, isDone });
    }
  }
  return { failed };
}

/** What linking the identities of a source needs. */
export interface IdentityLinking {
  readonly source: string;
  readonly unitOfWork: UnitOfWork;
  readonly identityStore: Pick<IdentityStore, "loadHolders">;
  /** Hears how many identities were left out, because they are of erased persons. */
  readonly onErased?: (count: number) => void;
}

/** What the incremental scan of a source needs. */
export interface IdentityFollowing extends IdentityLinking {
  readonly scan: FollowedScan<ObservedIdentity>;
}

/**
 * Makes the incremental scan of a source: each call reads on to the end, links what is new and answers how many
 * `identity.linked` events that became, one for each identity of a customer that was there before.
 */
export function createIdentityFollower(
  following: IdentityFollowing,
): (signal: AbortSignal) => Promise<number> {
  const { source, scan, unitOfWork } = following;
  let position: string | undefined;
  let isFirstScan: boolean | undefined;
  return async (signal) => {
    position ??= await unitOfWork.run((transaction) => transaction.identities.findScanPosition(source));
    // The first scan of a source tells nobody: its customers are all news, and their events would drown the rest.
    isFirstScan ??= position === undefined;
    let events = 0;
    for (let isDone = false; !isDone;) {
      const part = await scan(position, partSize, { signal });
      if (part.items.length > 0 || part.position !== position)
        events += await linkAndTell(following, part.items, isFirstScan, (transaction) =>
          transaction.identities.saveScanPosition(source, part.position),
        );
      isDone = isLastPart(part, position);
      position = part.position;
    }
    isFirstScan = false;
    return events;
  };
}

/**
 * Links identities in one transaction with their events and with what `save` writes; answers how many events that was.
 * A quiet one tells nobody.
 */
export async function linkAndTell(
  { source, unitOfWork, identityStore, onErased }: IdentityLinking,
  observed: readonly ObservedIdentity[],
  isQuiet: boolean,
  save?: (transaction: Transaction) => Promise<void>,
): Promise<number> {
  const mustTell = !isQuiet && observed.length > 0;
  const holders = mustTell ? await loadHolders(observed, identityStore) : new Map<string, never>();
  return unitOfWork.run(async (transaction) => {
    const { changed, erased } = await link(source, observed, transaction);
    await save?.(transaction);
    if (erased > 0) onErased?.(erased);
    const linked = toLinkedEvents(source, observed, new Set(changed), holders);
    return linked.length === 0 ? 0 : (await transaction.events.append(linked)).size;
  });
}

/** Links, and lets events go that waited for one of the identities. */
async function link(
  source: string,
  observed: readonly ObservedIdentity[],
  transaction: Transaction,
): Promise<LinkOutcome> {
  if (observed.length === 0) return { changed: [], erased: 0 };
  const outcome = await transaction.identities.link(source, observed);
  if (outcome.changed.length > 0) {
    await releaseHeld(
      transaction,
      observed.flatMap(({ subject, identity }) => [subject, identity]),
    );
  }
  return outcome;
}

async function linkPart(
  source: string,
  part: FollowedPart<ObservedIdentity>,
  transaction: Transaction,
): Promise<LinkOutcome> {
  const outcome = await link(source, part.items, transaction);
  await transaction.identities.saveScanPosition(source, part.position);
  return outcome;
}

/** A scan that does not move is at its end whatever it says, or it would be read for ever. */
function isLastPart(part: FollowedPart<unknown>, position: string | undefined): boolean {
  return part.isAtEnd || part.position === position;
}

function loadHolders(observed: readonly ObservedIdentity[], store: Pick<IdentityStore, "loadHolders">) {
  const keys = observed.flatMap(({ subject, identity }) => [subject, identity]);
  return store.loadHolders([...new Map(keys.map((key) => [identityKeyText(key), key])).values()]);
}

/** One event for each identity that a customer who was there before did not hold before. */
export function toLinkedEvents(
  source: string,
  observed: readonly ObservedIdentity[],
  changed: ReadonlySet<string>,
  holdersBefore: ReadonlyMap<string, readonly IdentityHolder[]>,
): readonly NewEvent[] {
  const holderIds = (key: IdentityKey) =>
    (holdersBefore.get(identityKeyText(key)) ?? []).map((holder) => holder.customerId);
  return observed.flatMap(({ subject, identity, verified, lastSeenAt }) => {
    const heldBefore = new Set(holderIds(identity));
    return holderIds(subject)
      .filter((customerId) => changed.has(customerId) && !heldBefore.has(customerId))
      .map((customerId) => ({
        type: "identity.linked" as const,
        kind: "IDENTITY" as const,
        customerId,
        recordId: null,
        // Which value it is stands sealed in the link; an event that is never changed is no place for it.
        record: { source, namespace: identity.namespace, verified },
        occurredAt: lastSeenAt,
        // Nothing that follows from the value, which could be found out by trying all telephone numbers. That an event is
        // appended once is certain without it: the link is made in the same transaction, and once.
        dedupKey: `identity:${randomUUID()}`,
      }));
  });
}
