import type { LoggedEvent } from "../domains/events/event.js";
import type { UnitOfWork } from "../domains/unit-of-work.js";
import type { Logger } from "../observability/logger.js";
import type { Reaction } from "./reaction.js";

/** Who handles, where. */
export interface Handling {
  readonly reaction: Reaction;
  readonly partition: number;
  readonly unitOfWork: UnitOfWork;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
}

/**
 * Handles the events behind `from` and keeps the place behind them, in one transaction. False when the place is not `from`
 * any more: another process was here, and nothing was done.
 */
export async function handleEvents(
  { reaction, partition, unitOfWork }: Handling,
  events: readonly LoggedEvent[],
  from: bigint,
  signal: AbortSignal,
): Promise<boolean> {
  const last = events.at(-1);
  if (last === undefined) return true;
  const effect = await reaction.prepare(events, { signal });
  let onCommitted: (() => void) | undefined;
  const isOurs = await unitOfWork.run(async (transaction) => {
    const { reactionPositions } = transaction;
    if ((await reactionPositions.lock(reaction.name, partition)) !== from) return false;
    onCommitted = await effect?.(transaction);
    await reactionPositions.save(reaction.name, partition, last.cursor);
    return true;
  });
  if (isOurs) onCommitted?.();
  return isOurs;
}
