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

/** 21:00 to 08:00 (Information and Communications Network Act, art. 50(3)), by the clock of the recipient. */
const night: HoursOfDay = { from: "21:00", to: "08:00" };

/** Electronic transmission to a person's device; e-mail is exempt (Enforcement Decree of the same act, art. 61(2)). */
const nightChannels: readonly Channel[] = ["CALL", "SMS", "PUSH", "MESSENGER", "CHAT"];

/** Until when a reason holds: an instant, null when it does not pass by itself, undefined when it does not hold. */
type Until = Date | null | undefined;

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

/** Every reason this decides on, in the order in which it is told: the person, the consent, the wishes, the hours, the count. */
const reasonRules: readonly ReasonRule[] = [
  { reason: "ERASED", purposes: all, judge: (facts) => standing(facts.isErased) },
  {
    reason: "PROCESSING_RESTRICTED",
    purposes: allButLegal,
    judge: (facts) => standing(facts.isRestricted),
  },
  {
    reason: "OBJECTED",
    purposes: allButLegal,
    judge: (facts, { purpose }) => standing(facts.objections.includes(purpose)),
  },
  {
    reason: "NO_CONSENT",
    purposes: onConsent,
    judge: (facts, question) => standing(["MISSING", "REFUSED"].includes(judgeConsent(facts, question))),
  },
  {
    reason: "CONSENT_EXPIRED",
    purposes: onConsent,
    judge: (facts, question) => standing(judgeConsent(facts, question) === "EXPIRED"),
  },
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

/** A record of what the person said about the night decides; where nobody asked, what they set in their preferences. */
function isNightAllowed(facts: ContactFacts, { purpose, channel, at }: ContactQuestion): boolean {
  const decision = decideNightConsent(facts.consents, purpose, channel, at);
  return decision === undefined ? facts.preferences.nightContact : decision === "GIVEN";
}

function judgeHours(hours: HoursOfDay, { timeZone }: Preferences, at: Date): Until {
  return isWithinHours(hours, timeZone, at) ? findEndOfHours(hours, timeZone, at) : undefined;
}

/** A contact counts from its time until, not including, seven days later. */
function judgeFrequency({ contacts, preferences }: ContactFacts, { channel, at }: ContactQuestion): Until {
  const limit = findWeeklyLimit(preferences, channel);
  if (limit === null) return undefined;
  if (limit <= 0) return null;
  if (contacts === "UNKNOWN") return undefined;
  const newestFirst = contacts
    .filter((contact) => isContactBy(contact, channel))
    .map((contact) => Date.parse(contact.occurredAt))
    .filter((time) => time <= at.getTime() && time > at.getTime() - weekMs)
    .toSorted((left, right) => right - left);
  const leaver = newestFirst[limit - 1];
  return leaver === undefined ? undefined : new Date(leaver + weekMs);
}
