// Tells the sources what they are asked to erase or correct, and keeps what they answered. In: notices that are due. Out:
// signed webhooks, at least once each; receivers know a repeated one by its id.
import { parseSourceAnswer } from "../domains/rights/parse-source-answer.js";
import type { DeliveryResult, DueNotice, RightsNoticeQueue } from "../domains/rights/rights-notice.js";
import { signWebhook } from "../domains/rights/sign-webhook.js";
import type { Logger } from "../observability/logger.js";
import { timerPause, type Pause } from "../shared/backoff.js";
import type { Clock } from "../shared/clock.js";
import { shiftInstant, toInstant } from "../shared/instant.js";

/** Where a source takes its notices, and the secret that it knows them by. */
export interface NoticeAddress {
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
}

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
const hour = 60 * minute;
/** The schedule that Standard Webhooks recommends: ten attempts within four days, inside the ten days of the person. */
const defaultRetries = [
  5_000,
  5 * minute,
  30 * minute,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
];
const batchSize = 10;
const maxAnswerBytes = 65_536;

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
    const { status, body } = await send(notice, address, delivery, stop);
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
    return toFailure(notice, status, delivery);
  } catch (error) {
    if (stop.aborted) return undefined;
    logger.warn({ ...facts, err: error }, "A source did not take a notice about a person's rights.");
    return toFailure(notice, null, delivery);
  }
}

function toFailure(
  notice: DueNotice,
  answerStatus: number | null,
  { clock, logger, retryAfterMs = defaultRetries, random = Math.random }: NoticeDelivery,
): DeliveryResult {
  const waitMs = retryAfterMs[notice.attempts - 1];
  const answeredAt = toInstant(clock.now());
  const facts = { source: notice.source, notice: notice.id, attempt: notice.attempts, status: answerStatus };
  if (waitMs === undefined) {
    logger.error(facts, "A source never confirmed a notice about a person's rights; somebody has to ask it.");
    return { status: "FAILED", answerStatus, answeredAt, answer: null, retryAt: null };
  }
  // A tenth at random, so that what failed together does not come back together.
  const retryAt = shiftInstant(answeredAt, Math.round(waitMs * (1 + random() / 10)));
  return { status: "PENDING", answerStatus, answeredAt, answer: null, retryAt };
}

async function send(
  { id, body }: DueNotice,
  { url, secret }: NoticeAddress,
  { clock, timeoutMs = 10_000 }: NoticeDelivery,
  stop: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents+json; charset=utf-8",
      ...signWebhook(id, clock.now(), body, secret),
    },
    body,
    // Wherever a redirect leads, the person's identities are not for it.
    redirect: "error",
    signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
  });
  return { status: response.status, body: await readShort(response) };
}

/** The body up to its bound; a longer one is no answer that we know. */
async function readShort(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > maxAnswerBytes) return "";
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString("utf8");
}
