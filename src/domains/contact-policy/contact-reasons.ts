// The reasons for which a customer is not contacted: for which purposes each counts, when it holds, and until when.
import type { Purpose } from "../consent/consent.js";
import { decideConsent, decideNightConsent, type ConsentDecision } from "../consent/decide-consent.js";
import type { Channel } from "../customer/channel.js";
import type { SuppressionReason } from "../triggers/trigger.js";
import {
  findWeeklyLimit,
  isContactBy,
  weekMs,
  type ContactFacts,
  type ContactQuestion,
} from "./contact-facts.js";
import { findEndOfHours, isWithinHours, type HoursOfDay } from "./hours-of-day.js";
import type { Preferences } from "./preferences.js";

/** A reason that holds; `until` is null when it does not pass by itself. */
export interface Finding {
  readonly reason: SuppressionReason;
  readonly until: Date | null;
}

/** Every reason that holds, in the order of `reasonRules`. */
export function listFindings(facts: ContactFacts, question: ContactQuestion): readonly Finding[] {
  return reasonRules.flatMap(({ reason, purposes, judge }) => {
    if (!purposes.includes(question.purpose)) return [];
    const until = judge(facts, question);
    return until === undefined ? [] : [{ reason, until }];
  });
}

/**
 * The reasons against using what is known of the customer for a purpose where nobody contacts them: their limits, and a
 * consent for the purpose by whatever channel.
 */
export function listLimits(
  facts: Pick<ContactFacts, "isErased" | "isRestricted" | "objections" | "consents">,
  purpose: Purpose,
  at: Date,
): readonly Finding[] {
  return limitRules.flatMap(({ reason, purposes, judge }) => {
    const holds = purposes.includes(purpose) && judge(facts, purpose, judgeAnyConsent(facts, purpose, at));
    return holds ? [{ reason, until: null }] : [];
  });
}

/** 21:00 to 08:00 (Information and Communications Network Act, art. 50(3)), by the clock of the recipient. */
const night: HoursOfDay = { from: "21:00", to: "08:00" };

/** Electronic transmission to a person's device; e-mail is exempt (Enforcement Decree of the same act, art. 61(2)). */
const nightChannels: readonly Channel[] = ["CALL", "SMS", "PUSH", "MESSENGER", "CHAT"];

/** Until when a reason holds: an instant, null when it does not pass by itself, undefined when it does not hold. */
type Until = Date | null | undefined;

/** What is known of the person, without how they may be contacted. */
type Limits = Parameters<typeof listLimits>[0];

/** A reason that is about the person and the purpose alone, and does not pass by itself. */
interface LimitRule {
  readonly reason: SuppressionReason;
  readonly purposes: readonly Purpose[];
  readonly judge: (facts: Limits, purpose: Purpose, consent: ConsentDecision) => boolean;
}

interface ReasonRule {
  readonly reason: SuppressionReason;
  /** For which purposes the reason counts. */
  readonly purposes: readonly Purpose[];
  readonly judge: (facts: ContactFacts, question: ContactQuestion) => Until;
}

const all: readonly Purpose[] = ["SERVICE", "MARKETING", "ANALYTICS", "LEGAL"];
/** What the law demands of the company is not the person's to wave away, and may have to be done within days. */
const allButLegal: readonly Purpose[] = ["SERVICE", "MARKETING", "ANALYTICS"];
/** Service is owed under the contract and legal notices by law; nobody has to be contacted for analytics, so it needs a yes. */
const onConsent: readonly Purpose[] = ["MARKETING", "ANALYTICS"];

/** The person and the consent. */
const limitRules: readonly LimitRule[] = [
  { reason: "ERASED", purposes: all, judge: (facts) => facts.isErased },
  { reason: "PROCESSING_RESTRICTED", purposes: allButLegal, judge: (facts) => facts.isRestricted },
  {
    reason: "OBJECTED",
    purposes: allButLegal,
    judge: (facts, purpose) => facts.objections.includes(purpose),
  },
  {
    reason: "NO_CONSENT",
    purposes: onConsent,
    judge: (_facts, _purpose, consent) => consent === "MISSING" || consent === "REFUSED",
  },
  {
    reason: "CONSENT_EXPIRED",
    purposes: onConsent,
    judge: (_facts, _purpose, consent) => consent === "EXPIRED",
  },
];

/** Every reason this decides on, in the order in which it is told: the person, the consent, the wishes, the hours, the count. */
const reasonRules: readonly ReasonRule[] = [
  ...limitRules.map(({ judge, ...rule }): ReasonRule => ({
    ...rule,
    judge: (facts, question) => standing(judge(facts, question.purpose, judgeConsent(facts, question))),
  })),
  {
    reason: "CHANNEL_OPTED_OUT",
    purposes: all,
    judge: ({ preferences }, { channel }) =>
      standing(
        preferences.channels.some((preference) => preference.channel === channel && !preference.allowed),
      ),
  },
  {
    reason: "TOPIC_OPTED_OUT",
    purposes: allButLegal,
    judge: ({ preferences }, { topic }) => {
      const asked = topic?.normalize("NFC").trim();
      return standing(
        preferences.topics.some((preference) => preference.topic === asked && !preference.subscribed),
      );
    },
  },
  {
    reason: "QUIET_HOURS",
    purposes: all,
    judge: ({ preferences }, { at }) =>
      preferences.quietHours === null ? undefined : judgeHours(preferences.quietHours, preferences, at),
  },
  {
    reason: "NIGHT_CONSENT_MISSING",
    purposes: ["MARKETING"],
    judge: (facts, question) =>
      !nightChannels.includes(question.channel) || isNightAllowed(facts, question)
        ? undefined
        : judgeHours(night, facts.preferences, question.at),
  },
  { reason: "FREQUENCY_CAP", purposes: allButLegal, judge: judgeFrequency },
  {
    reason: "CONTACTS_UNKNOWN",
    purposes: allButLegal,
    judge: ({ contacts, preferences }, { channel }) =>
      standing(contacts === "UNKNOWN" && (findWeeklyLimit(preferences, channel) ?? 0) > 0),
  },
];

function standing(holds: boolean): Until {
  return holds ? null : undefined;
}

function judgeConsent(facts: ContactFacts, { purpose, channel, at }: ContactQuestion): ConsentDecision {
  return decideConsent(facts.consents, purpose, channel, at);
}

/** One yes is enough; without any, what was said about the purpose whatever the channel. */
function judgeAnyConsent({ consents }: Limits, purpose: Purpose, at: Date): ConsentDecision {
  const channels = [null, ...consents.flatMap(({ channel }) => channel ?? [])];
  const decisions = channels.map((channel) => decideConsent(consents, purpose, channel, at));
  return decisions.includes("GIVEN") ? "GIVEN" : (decisions[0] ?? "MISSING");
}

/** A record of what the person said about the night decides; where nobody asked, what they set in their preferences. */
function isNightAllowed(facts: ContactFacts, { purpose, channel, at }: ContactQuestion): boolean {
  const decision = decideNightConsent(facts.consents, purpose, channel, at);
  return decision === undefined ? facts.preferences.nightContact : decision === "GIVEN";
}

function judgeHours(hours: HoursOfDay, { timeZone }: Preferences, at: Date): Until {
  return isWithinHours(hours, timeZone, at) ? findEndOfHours(hours, timeZone, at) : undefined;
}

function judgeFrequency({ contacts, preferences }: ContactFacts, { channel, at }: ContactQuestion): Until {
  const limit = findWeeklyLimit(preferences, channel);
  if (limit === null) return undefined;
  if (limit <= 0) return null;
  if (contacts === "UNKNOWN") return undefined;
  const times = contacts
    .filter((contact) => isContactBy(contact, channel))
    .map((contact) => Date.parse(contact.occurredAt));
  return findRoom(times, limit, weekMs, at);
}

/**
 * When there is room again for one more contact, where at most `limit` are allowed in any span of `spanMs`; undefined when
 * there is room. A contact counts from its time until, not including, a span later.
 */
export function findRoom(
  times: readonly number[],
  limit: number,
  spanMs: number,
  at: Date,
): Date | undefined {
  const newestFirst = times
    .filter((time) => time <= at.getTime() && time > at.getTime() - spanMs)
    .toSorted((left, right) => right - left);
  const leaver = newestFirst[limit - 1];
  return leaver === undefined ? undefined : new Date(leaver + spanMs);
}
