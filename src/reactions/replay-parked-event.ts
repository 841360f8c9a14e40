// Gives a parked event to its reaction again, as a timer that an operator plans. The event is no longer parked in the
// transaction that handles it, so it is handled once, whoever plans it how often; one that fails again stays parked.
import type { EventLog, LoggedEvent } from "../domains/events/event.js";
import type { Timer, Tasks } from "../domains/schedule/schedule.js";
import type { UnitOfWork } from "../domains/unit-of-work.js";
import type { Logger } from "../observability/logger.js";
import { GatewayError } from "../shared/errors.js";
import type { Instant } from "../shared/instant.js";
import { toReason } from "./react-with-retries.js";
import type { Reaction } from "./reaction.js";

/** Name of the task. */
export const replayParkedTask = "replay-parked-event";

/** The timer that replays a parked event. */
export function toReplayTimer(reaction: string, cursor: bigint, at: Instant): Timer {
  const payload = { reaction, cursor: cursor.toString() };
  return { key: `${replayParkedTask}:${reaction}:${payload.cursor}`, at, task: replayParkedTask, payload };
}

/** What replaying works with. */
export interface ReplayParts {
  readonly reactions: readonly Reaction[];
  readonly eventLog: Pick<EventLog, "read">;
  readonly unitOfWork: UnitOfWork;
  readonly logger: Pick<Logger, "info" | "warn">;
}

/** The task. */
export function replayParkedEvent(parts: ReplayParts): Tasks[string] {
  const { reactions, unitOfWork, logger } = parts;
  return async ({ reaction: name = "", cursor: text = "" }, signal) => {
    const reaction = reactions.find((one) => one.name === name);
    // Of a release that had it.
    if (reaction === undefined || !/^\d{1,19}$/.test(text)) return;
    const cursor = BigInt(text);
    const facts = { reaction: name, cursor: text };
    const event = await findEvent(parts.eventLog, cursor);
    if (event === undefined) {
      await unitOfWork.run(({ parkedEvents }) => parkedEvents.take(name, cursor));
      logger.warn(facts, "A parked event is not in the log any more.");
      return;
    }
    try {
      if (await handle(reaction, event, parts, signal))
        logger.info(facts, "A parked event was handled after all.");
    } catch (error) {
      if (signal.aborted) throw error;
      const reason = toReason(error);
      await unitOfWork.run(({ parkedEvents }) =>
        parkedEvents.park({ reaction: name, cursor, eventType: event.type, reason, failures: 1 }),
      );
      logger.warn({ ...facts, err: error }, "A parked event failed again and stays parked.");
    }
  };
}

/** False when it is not parked any more. */
async function handle(
  reaction: Reaction,
  event: LoggedEvent,
  { unitOfWork }: ReplayParts,
  signal: AbortSignal,
): Promise<boolean> {
  const effect = await reaction.prepare([event], { signal, isReplay: true });
  let onCommitted: (() => void) | undefined;
  const isOurs = await unitOfWork.run(async (transaction) => {
    if (!(await transaction.parkedEvents.take(reaction.name, event.cursor))) return false;
    onCommitted = await effect?.(transaction);
    return true;
  });
  if (isOurs) onCommitted?.();
  return isOurs;
}

/** The event, if it is still there: it may have been removed for its age, or with its person. */
async function findEvent(eventLog: Pick<EventLog, "read">, cursor: bigint): Promise<LoggedEvent | undefined> {
  try {
    const [event] = await eventLog.read(cursor - 1n, 1);
    return event?.cursor === cursor ? event : undefined;
  } catch (error) {
    if (error instanceof GatewayError && error.code === "CURSOR_TOO_OLD") return undefined;
    throw error;
  }
}
