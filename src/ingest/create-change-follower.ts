// The changes of one source, turn by turn. In: its change scan. Out: events in the log, in one transaction with the place
// where the scan goes on; so a process that is killed in between reads the same changes again.
import type { NewEvent } from "../domains/events/event.js";
import type { IdentityStore } from "../domains/identity/identity-store.js";
import type { Transaction, UnitOfWork } from "../domains/unit-of-work.js";
import type { FollowedChange, FollowedPart, FollowedSource } from "./followed-source.js";
import { ingestChanges } from "./ingest-changes.js";
import type { DropReason } from "./steps/step-result.js";

const partSize = 500;

/**
 * A new customer's first record can be read before the source that knows the person was: who is unknown is looked up
 * again this often, once a turn, and so many changes at most wait for it.
 */
const lookUps = 10;
const maxWaiting = 1_000;

/** What following needs of the store. */
export interface ChangeFollowing {
  readonly unitOfWork: UnitOfWork;
  readonly identityStore: Pick<IdentityStore, "loadHolders" | "loadErased">;
}

/** What one turn did. */
export interface ChangeTurn {
  /** Events that were new to the log. */
  readonly events: number;
  /** Changes that became no event. */
  readonly dropped: readonly DropReason[];
  /** False when the source has more at once. */
  readonly isAtEnd: boolean;
}

interface WaitingChange {
  readonly change: FollowedChange;
  readonly lookUpsLeft: number;
}

const nothing: ChangeTurn = { events: 0, dropped: [], isAtEnd: true };

/** Makes the follower of a source's changes: each call reads one part. A source without a change scan has none. */
export function createChangeFollower(
  source: FollowedSource,
  { unitOfWork, identityStore }: ChangeFollowing,
): (signal: AbortSignal) => Promise<ChangeTurn> {
  const { name, changes: scan, latestChangePosition } = source;
  if (scan === undefined) return () => Promise.resolve(nothing);
  let position: string | undefined;
  let waiting: readonly WaitingChange[] = [];

  /** What lies before the first start is in the source and not in the log: following begins at the source's end. */
  async function findStart(signal: AbortSignal): Promise<string | undefined> {
    const saved = await unitOfWork.run((transaction) => transaction.changePositions.find(name));
    if (saved !== undefined || latestChangePosition === undefined) return saved;
    const latest = await latestChangePosition({ signal });
    // Saved at once, or what changes before the first event would be skipped by a restart.
    await unitOfWork.run((transaction) => transaction.changePositions.save(name, latest));
    return latest;
  }

  async function take(part: FollowedPart<FollowedChange>): Promise<ChangeTurn> {
    const hasMoved = part.position !== position;
    const changes = [...waiting.map(({ change }) => change), ...part.items];
    const outcome = await ingestChanges(changes, identityStore);
    let events = 0;
    if (hasMoved || outcome.events.length > 0) {
      events = await unitOfWork.run(async (transaction) => {
        if (hasMoved) await transaction.changePositions.save(name, part.position);
        return appendLiving(outcome.events, transaction);
      });
    }
    const left = new Map(waiting.map(({ change, lookUpsLeft }) => [change, lookUpsLeft]));
    const unknown = outcome.dropped
      .filter((drop) => drop.reason === "UNKNOWN_PERSON")
      .map(({ change }) => ({ change, lookUpsLeft: (left.get(change) ?? lookUps) - 1 }));
    waiting = unknown.filter((change) => change.lookUpsLeft > 0).slice(-maxWaiting);
    const gaveUp = unknown.slice(waiting.length).map(() => "UNKNOWN_PERSON" as const);
    const others = outcome.dropped.map((drop) => drop.reason).filter((reason) => reason !== "UNKNOWN_PERSON");
    return { events, dropped: [...gaveUp, ...others], isAtEnd: part.isAtEnd || !hasMoved };
  }

  return async (signal) => {
    position ??= await findStart(signal);
    const part = await scan(position, partSize, { signal });
    const turn = await take(part);
    position = part.position;
    return turn;
  };
}

/** Whose record it is was found before this transaction: a customer who was erased since gets no event any more. */
async function appendLiving(
  events: readonly NewEvent[],
  { identities, events: log }: Transaction,
): Promise<number> {
  if (events.length === 0) return 0;
  const living = await identities.holdCustomers([...new Set(events.map(({ customerId }) => customerId))]);
  const kept = events.filter(({ customerId }) => living.has(customerId));
  return kept.length === 0 ? 0 : log.append(kept);
}
