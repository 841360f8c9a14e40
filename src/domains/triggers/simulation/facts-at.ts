// What was known of a customer at an earlier time, out of the histories that are kept.
import { compareInstants, toInstant, type Instant } from "../../../shared/instant.js";
import type { ConsentRecord } from "../../consent/consent.js";
import type { PreferencesVersion } from "../../contact-policy/preferences-store.js";
import { toDefaultPreferences, type Preferences } from "../../contact-policy/preferences.js";
import { findLimitsAt } from "../../rights/find-limits-at.js";
import type { RightsRequest } from "../../rights/rights-request.js";
import type { PersonLimits } from "../../rights/rights-store.js";
import type { OutsideFacts } from "../silence/silence-facts.js";
import type { Trigger } from "../trigger.js";
import type { FactsAt } from "./decide-over-time.js";

/** Everything that is kept of a customer, of all times. */
export interface KnownHistory {
  readonly customerId: string;
  /** As they are, and the requests that set and lifted them. */
  readonly limits: PersonLimits;
  readonly requests: readonly RightsRequest[];
  /** Newest first. */
  readonly consents: readonly ConsentRecord[];
  /** As they are, and what they were, newest first. */
  readonly preferences: Preferences;
  readonly preferencesHistory: readonly PreferencesVersion[];
  /** Those of other rules. */
  readonly triggers: readonly Trigger[];
  readonly outside: OutsideFacts;
}

/** What of it was known at a time. */
export function toFactsAt(history: KnownHistory): FactsAt {
  const { customerId, outside } = history;
  return (date) => {
    const at = toInstant(date);
    const isPast = (instant: Instant): boolean => compareInstants(instant, at) <= 0;
    const limits = findLimitsAt(history.requests, history.limits, at);
    return {
      response: outside.response,
      contacts:
        outside.contacts === "UNKNOWN"
          ? "UNKNOWN"
          : outside.contacts.filter(({ occurredAt }) => isPast(occurredAt)),
      purchases: outside.purchases.filter((purchase) => isPast(purchase.at)),
      holdings: outside.holdings
        .filter(({ openedAt }) => openedAt === undefined || openedAt === null || isPast(openedAt))
        .map((holding) =>
          holding.closedAt !== null && !isPast(holding.closedAt) ? { ...holding, closedAt: null } : holding,
        ),
      triggers: history.triggers.flatMap((trigger) => findTriggerAt(trigger, at)),
      person: {
        isErased: false,
        isRestricted: limits.restrictedAt !== null,
        objections: limits.objections,
        consents: listPresentConsents(history.consents.filter(({ occurredAt }) => isPast(occurredAt))),
        preferences: findPreferencesAt(history, isPast) ?? toDefaultPreferences(customerId),
      },
    };
  };
}

/** The newest of each purpose, channel, and day or night. */
function listPresentConsents(newestFirst: readonly ConsentRecord[]): readonly ConsentRecord[] {
  const present = new Map<string, ConsentRecord>();
  for (const record of newestFirst) {
    const key = JSON.stringify([record.purpose, record.channel, record.night]);
    if (!present.has(key)) present.set(key, record);
  }
  return [...present.values()];
}

/** Undefined when the customer had said nothing yet. What was before the history is kept is as its oldest version. */
function findPreferencesAt(
  { preferences, preferencesHistory }: KnownHistory,
  isPast: (instant: Instant) => boolean,
): Preferences | undefined {
  if (preferencesHistory.length === 0) return preferences;
  const version = preferencesHistory.find(({ changedAt }) => isPast(changedAt));
  const oldest = preferencesHistory.at(-1)?.preferences;
  return version?.preferences ?? (oldest?.version === 1 ? undefined : oldest);
}

/** A trigger as it stood; nothing when there was none yet. */
function findTriggerAt(trigger: Trigger, at: Instant): readonly Trigger[] {
  const isPast = (instant: Instant | null): instant is Instant =>
    instant !== null && compareInstants(instant, at) <= 0;
  if (!isPast(trigger.decidedAt ?? trigger.raisedAt)) return [];
  const isClaimed = isPast(trigger.claimedAt);
  const isClosed = isPast(trigger.closedAt);
  const isBack = trigger.status === "SUPPRESSED" || trigger.status === "HELD";
  const open = isPast(trigger.expiresAt) ? "EXPIRED" : "RAISED";
  const status = isClosed || isBack ? trigger.status : isClaimed ? "CLAIMED" : open;
  return [
    {
      ...trigger,
      status,
      claimedBy: isClaimed ? trigger.claimedBy : null,
      claimedAt: isClaimed ? trigger.claimedAt : null,
      outcome: isClosed ? trigger.outcome : null,
      closedAt: isClosed ? trigger.closedAt : null,
      contactedAt: isPast(trigger.contactedAt) ? trigger.contactedAt : null,
    },
  ];
}
