// The changes of one source, turn by turn. In: its change scan. Out: events in the log, in one transaction with the place
// where the scan goes on; so a process that is killed in between reads the same changes again.
import type { NewEvent } from "../domains/events/event.js";
import type { IdentityStore } from "../domains/identity/identity-store.js";
import type { Transaction, UnitOfWork } from "../domains/unit-of-work.js";
import type { SourceChange } from "../domains/ingest/source-change.js";
import type { FollowedPart, FollowedSource } from "./followed-source.js";
import { ingestChanges } from "./ingest-changes.js";
import type { WaitingChanges } from "./waiting-changes.js";
import type { DropReason } from "./steps/step-result.js";

const partSize = 500;

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

const nothing: ChangeTurn = { events: 0, dropped: [], isAtEnd: true };

/** Makes the follower of a source's changes: each call reads one part. A source without a change scan has none. */
export function createChangeFollower(
  source: FollowedSource,
  { unitOfWork, identityStore }: ChangeFollowing,
  waiting: WaitingChanges,
): (signal: AbortSignal) => Promise<ChangeTurn> {
  const { name, changes: scan, latestChangePosition } = source;
  if (scan === undefined) return () => Promise.resolve(nothing);
  let position: string | undefined;
  let saved: string | undefined;

  /** What lies before the first start is in the source and not in the log: following begins at the source's end. */
  async function findStart(signal: AbortSignal): Promise<string | undefined> {
    const found = await unitOfWork.run((transaction) => transaction.changePositions.find(name));
    if (found !== undefined || latestChangePosition === undefined) return found;
    const latest = await latestChangePosition({ signal });
    // Saved at once, or what changes before the first event would be skipped by a restart.
    await unitOfWork.run((transaction) => transaction.changePositions.save(name, latest));
    return latest;
  }

  async function take(part: FollowedPart<SourceChange>): Promise<ChangeTurn> {
    const hasMoved = part.position !== position;
    const outcome = await ingestChanges([...waiting.changes, ...part.items], identityStore);
    const dropped = waiting.settle(outcome.dropped, position);
    const held = waiting.findHeld(part.position);
    let events = 0;
    if ((held !== undefined && held !== saved) || outcome.events.length > 0) {
      events = await unitOfWork.run(async (transaction) => {
        if (held !== undefined) await transaction.changePositions.save(name, held);
        return appendLiving(outcome.events, transaction);
      });
      saved = held;
    }
    return { events, dropped, isAtEnd: part.isAtEnd || !hasMoved };
  }

  return async (signal) => {
    if (position === undefined) saved = position = await findStart(signal);
    const part = await scan(position, partSize, { signal });
    const turn = await take(part);
    position = part.position;
    return turn;
  };
}

/** Whose record it is was found before this transaction: a customer who was erased since gets no event any more. */
export async function appendLiving(
  events: readonly NewEvent[],
  { identities, events: log }: Transaction,
): Promise<number> {
  if (events.length === 0) return 0;
  const living = await identities.holdCustomers([...new Set(events.map(({ customerId }) => customerId))]);
  const kept = events.filter(({ customerId }) => living.has(customerId));
  return kept.length === 0 ? 0 : (await log.append(kept)).size;
}
