// Tells the sources what they are asked to erase or correct, and keeps what they answered. In: notices that are due. Out:
// signed webhooks, at least once each; receivers know a repeated one by its id.
import { parseSourceAnswer } from "../domains/rights/parse-source-answer.js";
import type { DeliveryResult, DueNotice, RightsNoticeQueue } from "../domains/rights/rights-notice.js";
import type { Logger } from "../observability/logger.js";
import { timerPause, type Pause } from "../shared/backoff.js";
import type { Clock } from "../shared/clock.js";
import { shiftInstant, toInstant } from "../shared/instant.js";
import { findWaitMs, sendWebhook, webhookRetriesMs, type WebhookAddress } from "./send-webhook.js";

/** Where a source takes its notices. */
export type NoticeAddress = WebhookAddress;

/** What delivering needs. Times are in milliseconds. */
export interface NoticeDelivery {
  readonly queue: Pick<RightsNoticeQueue, "take" | "finish">;
  /** By the name of the source. */
  readonly addresses: ReadonlyMap<string, NoticeAddress>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  /** Between two looks at a queue with nothing due. */
  readonly intervalMs?: number;
  /** How long a source may take to answer. */
  readonly timeoutMs?: number;
  /** Wait after each attempt that failed; after the last one the notice has failed. */
  readonly retryAfterMs?: readonly number[];
  readonly pause?: Pause;
  readonly random?: () => number;
}

const minute = 60_000;
const batchSize = 10;

/** Starts to deliver; disposing waits for what is under way. */
export function deliverRightsNotices(delivery: NoticeDelivery): AsyncDisposable {
  const stop = new AbortController();
  const { intervalMs = 1_000, pause = timerPause, logger } = delivery;
  let isFailing = false;
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      let taken = 0;
      try {
        taken = await deliverDue(delivery, stop.signal);
        isFailing = false;
      } catch (error) {
        if (!isFailing) logger.warn({ err: error }, "Notices to the sources cannot be read; trying again.");
        isFailing = true;
      }
      if (taken < batchSize) await pause(intervalMs, stop.signal);
    }
  };
  const running = run();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}

/** Delivers what is due; answers how many notices that were. */
export async function deliverDue(delivery: NoticeDelivery, stop: AbortSignal): Promise<number> {
  const { queue, clock, timeoutMs = 10_000 } = delivery;
  const now = toInstant(clock.now());
  // Long enough for the answer and for writing it down; who dies in between leaves the notice to the next process.
  const notices = await queue.take(now, shiftInstant(now, 2 * timeoutMs + minute), batchSize);
  await Promise.all(
    notices.map(async (notice) => {
      const result = await deliver(notice, delivery, stop);
      // Stopped before an answer: the notice stays lent and is sent again, by this process or by another.
      if (result !== undefined) await queue.finish(notice.id, result);
    }),
  );
  return notices.length;
}

async function deliver(
  notice: DueNotice,
  delivery: NoticeDelivery,
  stop: AbortSignal,
): Promise<DeliveryResult | undefined> {
  const { addresses, clock, logger } = delivery;
  const facts = { source: notice.source, notice: notice.id, attempt: notice.attempts };
  const address = addresses.get(notice.source);
  try {
    if (address === undefined) throw new Error("The source has no address any more.");
    const { timeoutMs = 10_000 } = delivery;
    const sending = { at: clock.now(), timeoutMs, stop };
    const { status, body, retryAfterMs } = await sendWebhook(notice.id, notice.body, address, sending);
    if (status >= 200 && status < 300) {
      logger.info({ ...facts, status }, "A source confirmed a notice about a person's rights.");
      return {
        status: "CONFIRMED",
        answerStatus: status,
        answeredAt: toInstant(clock.now()),
        answer: parseSourceAnswer(body, notice.body),
        retryAt: null,
      };
    }
    return toFailure(notice, status, delivery, retryAfterMs);
  } catch (error) {
    if (stop.aborted) return undefined;
    logger.warn({ ...facts, err: error }, "A source did not take a notice about a person's rights.");
    return toFailure(notice, null, delivery);
  }
}

function toFailure(
  notice: DueNotice,
  answerStatus: number | null,
  { clock, logger, retryAfterMs = webhookRetriesMs, random = Math.random }: NoticeDelivery,
  askedMs?: number,
): DeliveryResult {
  const waitMs = findWaitMs(notice.attempts, retryAfterMs, random, askedMs);
  const answeredAt = toInstant(clock.now());
  const facts = { source: notice.source, notice: notice.id, attempt: notice.attempts, status: answerStatus };
  if (waitMs === undefined) {
    logger.error(facts, "A source never confirmed a notice about a person's rights; somebody has to ask it.");
    return { status: "FAILED", answerStatus, answeredAt, answer: null, retryAt: null };
  }
  const retryAt = shiftInstant(answeredAt, waitMs);
  return { status: "PENDING", answerStatus, answeredAt, answer: null, retryAt };
}
