// The built-in rule: three views of one product within 24 hours without an application. Pure: what happened goes in, a
// trigger or the reason against one comes out. The time of the events decides and never the clock, so that the same log
// gives the same triggers whenever it is read.
import { z } from "zod";
import { toNodeId, uuidFromName } from "../../shared/ids.js";
import { compareInstants, shiftInstant, type Instant } from "../../shared/instant.js";
import type { WebEvent } from "../customer/records.js";
import { toRepeatedViewsText } from "./repeated-product-views-text.js";
import type { Trigger } from "./trigger.js";

/** Name of the rule. */
export const repeatedProductViewsRule = "repeated-product-views";

/** Names of the web events that the rule looks at (Segment's e-commerce names and the bank's own). */
export const productViewNames = ["Product Viewed"] as const;
export const applicationNames = ["Application Started", "Application Submitted"] as const;

/** How many views it takes, within how long, and how long the trigger and the silence after it last. */
export const repeatedViews = { count: 3, windowMs: 24 * 3_600_000, lifeMs: 24 * 3_600_000 } as const;

const maxEvidence = 20;
/** Fixed for this rule: three views without an application are a strong sign, weaker than an application begun and left. */
const weight = { priority: 0.7, value: 0.5 } as const;

/** A web event as far as the rule knows it. */
export type SeenEvent = Pick<WebEvent, "recordId" | "occurredAt">;

/** One product's views and applications of one customer, in any order, from a window before `event` to one after it. */
export interface RepeatedViewsInput {
  readonly customerId: string;
  readonly product: string;
  readonly event: SeenEvent;
  readonly views: readonly SeenEvent[];
  /** An application that was started counts, whether it was submitted or left. */
  readonly applications: readonly SeenEvent[];
  /** The newest trigger of this rule for this customer and product. */
  readonly latest: Trigger | undefined;
  /** BCP 47 language of the texts; anything but English reads Korean. */
  readonly locale: string | null;
}

/** Why no trigger is raised. */
export type NotRaisedReason = "TOO_FEW_VIEWS" | "APPLICATION_IN_WINDOW" | "ALREADY_RAISED";

/** The decision, with its reason. */
export type RepeatedViewsDecision =
  | { readonly isRaised: true; readonly trigger: Trigger }
  | { readonly isRaised: false; readonly reason: NotRaisedReason };

const viewSchema = z.object({
  recordId: z.string().min(1),
  name: z.enum(productViewNames),
  occurredAt: z.string().min(20),
  product: z.string().min(1),
});

/** A view of a product by its name and product, whatever its Segment type (track, page, screen); undefined for all else. */
export function findProductView(record: unknown): z.infer<typeof viewSchema> | undefined {
  return viewSchema.safeParse(record).data;
}

/** The span of events that a decision about a view at `at` needs; `since` is included, `until` is not. */
export function toEventSpan(at: Instant): { readonly since: Instant; readonly until: Instant } {
  return {
    since: shiftInstant(at, -repeatedViews.windowMs),
    until: shiftInstant(at, repeatedViews.windowMs),
  };
}

/**
 * Decides for the moments at which `event` can be one of the views: its own and those of the views in the 24 hours after
 * it, earliest first. Later views are there when this one arrives late or the log is read again; it counts in their window.
 */
export function decideRepeatedViews(input: RepeatedViewsInput): RepeatedViewsDecision {
  const { since, until } = toEventSpan(input.event.occurredAt);
  const views = oldestFirst([...input.views, input.event]).filter((view) =>
    isWithin(view.occurredAt, since, until),
  );
  let reason: NotRaisedReason = "TOO_FEW_VIEWS";
  for (const last of views.filter((view) => compareInstants(view.occurredAt, input.event.occurredAt) >= 0)) {
    const windowStart = shiftInstant(last.occurredAt, -repeatedViews.windowMs);
    const inWindow = (event: SeenEvent) => isWithin(event.occurredAt, windowStart, last.occurredAt);
    const viewsInWindow = views.filter(inWindow);
    if (viewsInWindow.length < repeatedViews.count) continue;
    if (input.applications.some(inWindow)) reason = "APPLICATION_IN_WINDOW";
    else if (isSilencedBy(input.latest, last.occurredAt)) reason = "ALREADY_RAISED";
    else return { isRaised: true, trigger: toTrigger(input, last, viewsInWindow) };
  }
  return { isRaised: false, reason };
}

/**
 * One trigger while one is open or was raised in the last 24 hours. An older moment than the newest trigger's raises
 * nothing either: it was judged when it was the newest, and a redelivered event must not raise it again.
 */
function isSilencedBy(latest: Trigger | undefined, at: Instant): boolean {
  if (latest === undefined) return false;
  const isOpen = latest.status === "RAISED" || latest.status === "CLAIMED";
  const silentUntil = shiftInstant(latest.raisedAt, repeatedViews.lifeMs);
  return (isOpen && compareInstants(at, latest.expiresAt) < 0) || compareInstants(at, silentUntil) < 0;
}

function toTrigger(input: RepeatedViewsInput, last: SeenEvent, views: readonly SeenEvent[]): Trigger {
  const text = toRepeatedViewsText(input.product, views.length, input.locale);
  return {
    // The same moment has the same id on every machine and in every replay.
    id: uuidFromName(
      "trigger",
      [repeatedProductViewsRule, input.customerId, input.product, last.recordId].join("\0"),
    ),
    rule: repeatedProductViewsRule,
    customerId: input.customerId,
    subject: input.product,
    status: "RAISED",
    ...weight,
    ...text,
    evidence: views.slice(-maxEvidence).map((view) => toNodeId("WebEvent", view.recordId)),
    raisedAt: last.occurredAt,
    expiresAt: shiftInstant(last.occurredAt, repeatedViews.lifeMs),
    suppressedBy: [],
    claimedBy: null,
    outcome: null,
  };
}

function isWithin(at: Instant, from: Instant, to: Instant): boolean {
  return compareInstants(at, from) >= 0 && compareInstants(at, to) <= 0;
}

/** Each record once, oldest first, ties by id. */
function oldestFirst(events: readonly SeenEvent[]): readonly SeenEvent[] {
  const byId = new Map(events.map((event) => [event.recordId, event]));
  return [...byId.values()].sort(
    (left, right) =>
      compareInstants(left.occurredAt, right.occurredAt) || (left.recordId < right.recordId ? -1 : 1),
  );
}
