// The reasons for which a trigger stays silent, in the order in which they decide.
import { isContactBy, type ContactFacts } from "../../contact-policy/contact-facts.js";
import { listFindings, listLimits, type Finding } from "../../contact-policy/contact-reasons.js";
import { compareInstants, shiftInstant, toInstant } from "../../../shared/instant.js";
import { isHeldOut } from "../rules/holdout.js";
import { toDurationMs } from "../rules/duration.js";
import type { WaitBehaviour } from "../trigger-terms.js";
import type { SuppressionReason } from "../trigger.js";
import { isOver } from "../trigger-steps.js";
import { attemptsMs } from "./look-back.js";
import { judgeCap, listOutside } from "./frequency-caps.js";
import { isTiring } from "./response-curve.js";
import {
  findContactTime,
  findPassedTime,
  type Candidate,
  type KnownContact,
  type SilenceFacts,
} from "./silence-facts.js";

/** A reason that holds, and whether its end is to be waited for. */
export interface SilenceFinding extends Finding {
  readonly isWorthWaiting: boolean;
}

/** Every reason but lost arbitration, which is decided between those against whom nothing else speaks. */
export function listSilenceFindings(
  candidate: Candidate,
  facts: SilenceFacts,
  at: Date,
): readonly SilenceFinding[] {
  return [
    ...standing("DUPLICATE", isDuplicate(candidate, facts, at)),
    ...standing("ALREADY_PURCHASED", isPurchased(candidate, facts)),
    ...standing("EXPIRED", Date.parse(candidate.expiresAt) <= at.getTime()),
    ...listContactFindings(candidate, facts, at),
    ...listCapFindings(candidate, facts, at),
    ...standing("FATIGUE", isTired(candidate, facts, at)),
    ...standing("HOLDOUT", isHeldOut(candidate.rule, candidate.customerId, candidate.terms.holdout)),
  ];
}

function standing(reason: SuppressionReason, holds: boolean): readonly SilenceFinding[] {
  return holds ? [{ reason, until: null, isWorthWaiting: false }] : [];
}

/** The same rule about the same thing: it is open, or was let through so lately that the rule keeps silent. */
function isDuplicate(candidate: Candidate, { triggers }: SilenceFacts, at: Date): boolean {
  const now = toInstant(at);
  const silentSince = shiftInstant(candidate.raisedAt, -toDurationMs(candidate.terms.reEligibleAfter));
  return triggers.some((other) => {
    const isSame =
      other.id !== candidate.id && other.rule === candidate.rule && other.subject === candidate.subject;
    if (!isSame) return false;
    const isOpen = ["RAISED", "HELD", "CLAIMED"].includes(other.status) && !isOver(other, now);
    // Of two that wait, the earlier one goes on; both must not silence each other.
    const isEarlier =
      compareInstants(other.raisedAt, candidate.raisedAt) < 0 ||
      (other.raisedAt === candidate.raisedAt && other.id < candidate.id);
    if (isOpen) return other.status !== "HELD" || isEarlier;
    // What was held back and never went silences nothing.
    const isLately = findPassedTime(other) !== null && compareInstants(other.raisedAt, silentSince) > 0;
    return isEarlier && isLately;
  });
}

/** The customer has the product, or bought it since the rule would have spoken last. */
function isPurchased({ terms, raisedAt }: Candidate, { holdings, purchases }: SilenceFacts): boolean {
  if (terms.product === null) return false;
  const since = shiftInstant(raisedAt, -toDurationMs(terms.reEligibleAfter));
  return (
    holdings.some(({ product, closedAt }) => product === terms.product && closedAt === null) ||
    purchases.some(({ product, at }) => product === terms.product && compareInstants(at, since) >= 0)
  );
}

/** How long to wait for contacts that could not be read. */
const unknownWaitMs = 300_000;

/** The person's limits, the consent, their wishes and their hours. */
function listContactFindings(candidate: Candidate, facts: SilenceFacts, at: Date): readonly SilenceFinding[] {
  const { purpose, channel, topic, quietHours, whenCapped, caps } = candidate.terms;
  if (channel === null) return listLimits(facts.person, purpose, at).map((found) => toFinding(found, "DROP"));
  const findings = listFindings(toContactFacts(candidate, facts), { purpose, channel, topic, at });
  const isUncounted =
    facts.contacts === "UNKNOWN" && caps.some(({ per }) => per === "CHANNEL" || per === "GLOBAL");
  const unknown: Finding = { reason: "CONTACTS_UNKNOWN", until: null };
  const all =
    isUncounted && !findings.some(({ reason }) => reason === "CONTACTS_UNKNOWN")
      ? [...findings, unknown]
      : findings;
  return all.map((finding) => {
    switch (finding.reason) {
      case "QUIET_HOURS":
      case "NIGHT_CONSENT_MISSING":
        return toFinding(finding, quietHours);
      case "FREQUENCY_CAP":
        return toFinding(finding, whenCapped);
      case "CONTACTS_UNKNOWN":
        // The source will be back: nothing is sent without a judgement, and nothing given up for a while without an answer.
        return toFinding({ ...finding, until: new Date(at.getTime() + unknownWaitMs) }, whenCapped);
      default:
        return toFinding(finding, "DROP");
    }
  });
}

function toFinding(finding: Finding, behaviour: WaitBehaviour): SilenceFinding {
  return { ...finding, isWorthWaiting: behaviour === "HOLD" };
}

/** What the contact policy judges: contacts of other systems, and those that triggers led to. */
function toContactFacts(candidate: Candidate, { person, contacts, triggers }: SilenceFacts): ContactFacts {
  if (contacts === "UNKNOWN") return { ...person, contacts };
  const ours = triggers.flatMap((trigger) => {
    const occurredAt = trigger.id === candidate.id ? null : findContactTime(trigger);
    return occurredAt === null ? [] : [{ channel: trigger.terms.channel, occurredAt }];
  });
  return { ...person, contacts: [...listOutside(contacts, triggers), ...ours] };
}

function listCapFindings(candidate: Candidate, facts: SilenceFacts, at: Date): readonly SilenceFinding[] {
  return candidate.terms.caps.flatMap((cap) => {
    const until = judgeCap(cap, candidate, facts, at);
    return until === undefined
      ? []
      : [toFinding({ reason: "FREQUENCY_CAP", until }, candidate.terms.whenCapped)];
  });
}

/** Attempts at the same offer by the same channel since the last success are as many as are worth it. */
function isTired(candidate: Candidate, { contacts, response }: SilenceFacts, at: Date): boolean {
  const { purpose, channel, product } = candidate.terms;
  if (channel === null || purpose !== "MARKETING" || contacts === "UNKNOWN") return false;
  const isSameOffer = ({ campaign, offer }: KnownContact): boolean =>
    campaign === candidate.rule || (product !== null && offer === product);
  const isLately = ({ occurredAt }: KnownContact): boolean => {
    const ageMs = at.getTime() - Date.parse(occurredAt);
    return ageMs >= 0 && ageMs < attemptsMs;
  };
  const newestFirst = contacts
    .filter((contact) => isContactBy(contact, channel) && isSameOffer(contact) && isLately(contact))
    .toSorted((left, right) => compareInstants(right.occurredAt, left.occurredAt));
  const success = newestFirst.findIndex(({ result }) => result === "ACCEPTED");
  return isTiring(response(channel), success < 0 ? newestFirst.length : success);
}
