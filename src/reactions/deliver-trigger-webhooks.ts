// Tells other systems of triggers, so that e-mail, push and messenger systems act on them. In: what was noted in the
// transaction of each step. Out: signed webhooks, at least once each; receivers know a repeated one by its id. Every
// endpoint has a loop of its own, so one that is down holds nobody else up, and is told in order when it is back.
import type { AttendingParts } from "../domains/triggers/attend-trigger.js";
import { releaseStep } from "../domains/triggers/release-step.js";
import { releaseTrigger } from "../domains/triggers/release-trigger.js";
import { toStepMessage, toTriggerMessage } from "../domains/triggers/to-trigger-message.js";
import type { Channel } from "../domains/customer/channel.js";
import type {
  DeliveryEnd,
  DueDelivery,
  ToldStep,
  WebhookQueue,
} from "../domains/webhooks/webhook-delivery.js";
import type { Logger } from "../observability/logger.js";
import { timerPause, type Pause } from "../shared/backoff.js";
import { shiftInstant, toInstant, type Instant } from "../shared/instant.js";
import { findWaitMs, sendWebhook, webhookRetriesMs, type WebhookAddress } from "./send-webhook.js";

/** A system that is told of triggers. */
export interface TriggerEndpoint extends WebhookAddress {
  readonly name: string;
  /** Of which channels; undefined: of all triggers, also of those for the staff. */
  readonly channels?: readonly Channel[] | undefined;
  /** Of which steps; undefined: of what is raised. */
  readonly steps?: readonly ToldStep[] | undefined;
}

/** What delivering works with. Times are in milliseconds. */
export interface WebhookDeliveryParts extends AttendingParts {
  readonly queue: WebhookQueue;
  readonly endpoints: readonly TriggerEndpoint[];
  /** The customer's number in the CRM; null when it has none. */
  readonly findCrmId: (customerId: string) => Promise<string | null>;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  /** Between two looks at a queue with nothing due. */
  readonly intervalMs?: number;
  /** How long a system may take to answer. */
  readonly timeoutMs?: number;
  /** Wait after each attempt that failed; after the last one it is dead. */
  readonly retriesMs?: readonly number[];
  readonly pause?: Pause;
  readonly random?: () => number;
}

const lentMs = 120_000;
/** So many at a time, so that an endpoint does not stay with one process for ever. */
const batchSize = 100;

/** Starts to deliver to all endpoints; disposing waits for what is under way. */
export async function deliverTriggerWebhooks(parts: WebhookDeliveryParts): Promise<AsyncDisposable> {
  const { queue, endpoints, logger, intervalMs = 500, pause = timerPause } = parts;
  await queue.setEndpoints(endpoints);
  const stop = new AbortController();
  const run = async (endpoint: TriggerEndpoint): Promise<void> => {
    let isFailing = false;
    while (!stop.signal.aborted) {
      let told = 0;
      try {
        told = await tellEndpoint(parts, endpoint, stop.signal);
        isFailing = false;
      } catch (error) {
        const facts = { endpoint: endpoint.name, err: error };
        if (!isFailing) logger.warn(facts, "What an endpoint is to be told cannot be read; trying again.");
        isFailing = true;
      }
      if (told === 0) await pause(intervalMs, stop.signal);
    }
  };
  const running = endpoints.map(run);
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all(running);
    },
  };
}

/** Tells an endpoint what is due, in order; answers how much that was. */
export async function tellEndpoint(
  parts: WebhookDeliveryParts,
  endpoint: TriggerEndpoint,
  stop: AbortSignal,
): Promise<number> {
  const { queue, clock } = parts;
  const { name } = endpoint;
  const now = () => toInstant(clock.now());
  const until = shiftInstant(now(), lentMs);
  if (!(await queue.lend(name, now(), until))) return 0;
  let told = 0;
  let pausedUntil: Instant | null = null;
  try {
    // Half of the time is for the last one.
    const last = shiftInstant(until, -lentMs / 2);
    while (told < batchSize && !stop.aborted && now() < last) {
      const due = await queue.takeNext(name, now());
      if (due === undefined) break;
      const end = await tell(parts, endpoint, due, stop);
      // Stopped before an answer: told again, by this process or by another.
      if (end === undefined) break;
      await queue.finish(due.id, end);
      told += 1;
      pausedUntil = findPause(end, parts);
      if (pausedUntil !== null) break;
    }
  } finally {
    await queue.giveBack(name, pausedUntil);
  }
  return told;
}

async function tell(
  parts: WebhookDeliveryParts,
  endpoint: TriggerEndpoint,
  due: DueDelivery,
  stop: AbortSignal,
): Promise<DeliveryEnd | undefined> {
  const { clock, logger, timeoutMs = 10_000 } = parts;
  const facts = { endpoint: endpoint.name, delivery: due.id, attempt: due.attempts };
  const message = await decideMessage(parts, endpoint, due);
  const at = toInstant(clock.now());
  if ("withheld" in message)
    return { status: "CANCELLED", retryAt: null, answerStatus: null, reason: message.withheld, at };
  try {
    const answer = await sendWebhook(due.id, message.body, endpoint, { at: clock.now(), timeoutMs, stop });
    const { status } = answer;
    if (status >= 200 && status < 300)
      return { status: "DELIVERED", retryAt: null, answerStatus: status, reason: null, at };
    logger.warn({ ...facts, status }, "An endpoint did not take what it was told.");
    return toFailure(parts, due, status, `HTTP ${String(status)}`, answer.retryAfterMs);
  } catch (error) {
    if (stop.aborted) return undefined;
    logger.warn({ ...facts, err: error }, "An endpoint did not answer.");
    return toFailure(parts, due, null, "no answer");
  }
}

/** What is told, or in a word why nothing is. Whom it is about is in the access log by then. */
async function decideMessage(
  parts: WebhookDeliveryParts,
  { name }: TriggerEndpoint,
  due: DueDelivery,
): Promise<{ readonly body: string } | { readonly withheld: string }> {
  if (due.step !== "raised") {
    const decision = await releaseStep(parts, due, name);
    return "withheld" in decision
      ? decision
      : { body: toStepMessage(due, decision.trigger, decision.customerId) };
  }
  const decision = await releaseTrigger(parts, due, name);
  if ("withheld" in decision) return decision;
  const { trigger } = decision;
  return { body: toTriggerMessage(due.id, trigger, await parts.findCrmId(trigger.customerId)) };
}

function toFailure(
  { clock, logger, retriesMs = webhookRetriesMs, random = Math.random }: WebhookDeliveryParts,
  { id, attempts }: DueDelivery,
  answerStatus: number | null,
  reason: string,
  retryAfterMs?: number,
): DeliveryEnd {
  const at = toInstant(clock.now());
  const waitMs = findWaitMs(attempts, retriesMs, random, retryAfterMs);
  if (waitMs !== undefined)
    return { status: "PENDING", retryAt: shiftInstant(at, waitMs), answerStatus, reason, at };
  logger.error({ delivery: id, attempts, reason }, "An endpoint never took what it was to be told.");
  return { status: "DEAD", retryAt: null, answerStatus, reason, at };
}

/** Answers that speak of the moment and not of the message. */
const busyStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Until when an endpoint that failed is left alone; null when only what it was told was at fault, which waits alone then and
 * holds nothing up behind it.
 */
function findPause(
  { status, answerStatus, retryAt, at }: DeliveryEnd,
  { retriesMs = webhookRetriesMs }: WebhookDeliveryParts,
): Instant | null {
  if (status === "DELIVERED" || status === "CANCELLED") return null;
  const isEndpoint = answerStatus === null || answerStatus >= 500 || busyStatuses.has(answerStatus);
  if (!isEndpoint) return null;
  // The next one begins its attempts anew, but not at once.
  return retryAt ?? shiftInstant(at, retriesMs[0] ?? 0);
}
