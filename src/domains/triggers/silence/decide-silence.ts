// Whether a trigger goes to work, waits, or stays silent: the one place where that is decided, when it is considered, when it
// was held, and when it would be sent. Pure: nothing here reads, waits or knows the time. docs/triggers.md has the reasons
// in their order, with examples.
import { toInstant, toShortInstant, type Instant } from "../../../shared/instant.js";
import type { SuppressionReason, Trigger } from "../trigger.js";
import { competes } from "./frequency-caps.js";
import type { Candidate, SilenceFacts } from "./silence-facts.js";
import { listSilenceFindings, type SilenceFinding } from "./silence-reasons.js";

/** The decision. */
export interface SilenceDecision {
  readonly status: "RAISED" | "HELD" | "SUPPRESSED";
  /** All that apply, in their order; the first decides. Empty when it is raised. */
  readonly reasons: readonly SuppressionReason[];
  /** When a held one is judged again: the first instant at which nothing speaks against it, as far as is known. */
  readonly heldUntil: Instant | null;
  /** Open triggers for the same customer and channel that are worth less: they lose their place to this one. */
  readonly outbids: readonly string[];
}

/** Decides about one trigger at a time. */
export function decideSilence(candidate: Candidate, facts: SilenceFacts, at: Date): SilenceDecision {
  const findings = listSilenceFindings(candidate, facts, at);
  if (findings.length > 0) {
    const heldUntil = findHeldUntil(candidate, facts, at, findings);
    const status = heldUntil === null ? "SUPPRESSED" : "HELD";
    return { status, reasons: [...new Set(findings.map(({ reason }) => reason))], heldUntil, outbids: [] };
  }
  // Only what nothing else speaks against takes part, so that nobody loses to a trigger that stays silent itself.
  const rivals = facts.triggers.filter((trigger) => isOpenAt(trigger, at) && competes(trigger, candidate));
  if (rivals.some((rival) => compareWorth(rival, candidate) < 0))
    return { status: "SUPPRESSED", reasons: ["LOST_ARBITRATION"], heldUntil: null, outbids: [] };
  return { status: "RAISED", reasons: [], heldUntil: null, outbids: rivals.map(({ id }) => id) };
}

/**
 * Decides about all triggers of a customer that come up at the same time: the one of most value first, so that their order
 * does not matter. What was let through counts for those behind it.
 */
export function decideAll(
  candidates: readonly Trigger[],
  facts: SilenceFacts,
  at: Date,
): ReadonlyMap<string, SilenceDecision> {
  const ids = new Set(candidates.map(({ id }) => id));
  let triggers = facts.triggers.filter(({ id }) => !ids.has(id));
  const decisions = new Map<string, SilenceDecision>();
  for (const candidate of candidates.toSorted(compareWorth)) {
    const decision = decideSilence(candidate, { ...facts, triggers }, at);
    decisions.set(candidate.id, decision);
    if (decision.status === "SUPPRESSED") continue;
    const beaten = new Set(decision.outbids);
    const { status, heldUntil } = decision;
    triggers = [
      ...triggers.filter(({ id }) => !beaten.has(id)),
      { ...candidate, status, heldUntil, decidedAt: toInstant(at) },
    ];
  }
  return decisions;
}

/** The one that is worth more first: by expected value, then by urgency, then the earlier one; ids make it a total order. */
export function compareWorth(
  left: Pick<Candidate, "value" | "priority" | "raisedAt" | "id">,
  right: Pick<Candidate, "value" | "priority" | "raisedAt" | "id">,
): number {
  return (
    right.value - left.value ||
    right.priority - left.priority ||
    Date.parse(left.raisedAt) - Date.parse(right.raisedAt) ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  );
}

/** Whether a trigger is open still: one whose time is over competes for nothing. */
function isOpenAt({ expiresAt }: Trigger, at: Date): boolean {
  return Date.parse(expiresAt) > at.getTime();
}

/** Most ends of hours and caps to go through before a trigger is given up. */
const maxSteps = 200;

/**
 * Goes from the end of what holds to the end of what holds then, until nothing does: the first instant at which the trigger
 * may go. Null when something does not pass by itself or is not to be waited for, or when it would be too late by then.
 */
function findHeldUntil(
  candidate: Candidate,
  facts: SilenceFacts,
  from: Date,
  findings: readonly SilenceFinding[],
): Instant | null {
  const end = Date.parse(candidate.expiresAt);
  // What could not be read is asked again by then.
  const later = { ...facts, contacts: facts.contacts === "UNKNOWN" ? [] : facts.contacts };
  let at = from;
  let present = findings;
  for (let step = 0; step < maxSteps; step += 1) {
    let next = at;
    for (const { until, isWorthWaiting } of present) {
      if (until === null || !isWorthWaiting || until.getTime() >= end) return null;
      if (until > next) next = until;
    }
    if (next <= at) return null;
    at = next;
    present = listSilenceFindings(candidate, later, at);
    if (present.length === 0) return toShortInstant(toInstant(at));
  }
  return null;
}
