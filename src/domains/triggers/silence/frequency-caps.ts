// Frequency caps: how many contacts there were in a window, and when there is room for one more. Rolling windows are spans of
// exact length; calendar windows are the days, weeks and months that the customer's clock shows, of 23 to 25 hours a day.
import { Temporal } from "temporal-polyfill";
import { isContactBy } from "../../contact-policy/contact-facts.js";
import { findRoom } from "../../contact-policy/contact-reasons.js";
import type { Instant } from "../../../shared/instant.js";
import { toDurationMs } from "../rules/duration.js";
import type { FrequencyCap } from "../trigger-terms.js";
import type { Trigger } from "../trigger.js";
import {
  findContactTime,
  findPassedTime,
  toContactRecordId,
  type Candidate,
  type KnownContact,
  type SilenceFacts,
} from "./silence-facts.js";

/** Until when a cap speaks against a candidate; undefined when there is room. */
export function judgeCap(
  cap: FrequencyCap,
  candidate: Candidate,
  facts: Pick<SilenceFacts, "person" | "contacts" | "triggers">,
  at: Date,
): Date | undefined {
  const times = listCounted(cap, candidate, facts).map((instant) => Date.parse(instant));
  if (cap.within !== undefined) return findRoom(times, cap.atMost, toDurationMs(cap.within), at);
  const { timeZone } = facts.person.preferences;
  const [start, end] = toCalendarWindow(cap.calendar ?? "DAY", timeZone, at);
  const counted = times.filter((time) => time >= start.getTime() && time <= at.getTime());
  return counted.length < cap.atMost ? undefined : end;
}

/** The day, week (from Monday) or month in which an instant lies, by the clock of a zone: its first instant and the next one's. */
export function toCalendarWindow(
  unit: NonNullable<FrequencyCap["calendar"]>,
  timeZone: string,
  at: Date,
): readonly [start: Date, end: Date] {
  const day = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const first =
    unit === "DAY" ? day : unit === "WEEK" ? day.subtract({ days: day.dayOfWeek - 1 }) : day.with({ day: 1 });
  const next = first.add(unit === "DAY" ? { days: 1 } : unit === "WEEK" ? { weeks: 1 } : { months: 1 });
  return [toStart(first, timeZone), toStart(next, timeZone)];
}

/** The first instant of a day; where the clock skips midnight, the one at which it goes on. */
function toStart(day: Temporal.PlainDate, timeZone: string): Date {
  return new Date(day.toZonedDateTime({ timeZone }).epochMilliseconds);
}

/** When what the cap counts happened. */
function listCounted(
  { per }: FrequencyCap,
  candidate: Candidate,
  { contacts, triggers }: Pick<SilenceFacts, "contacts" | "triggers">,
): readonly Instant[] {
  const others = triggers.filter((trigger) => trigger.id !== candidate.id && !competes(trigger, candidate));
  const { channel, category } = candidate.terms;
  switch (per) {
    case "RULE":
      return others.filter(({ rule }) => rule === candidate.rule).flatMap(toTime(candidate));
    case "CATEGORY":
      return others.filter(({ terms }) => terms.category === category).flatMap(toTime(candidate));
    case "CHANNEL":
    case "GLOBAL": {
      // A trigger for the staff contacts nobody, so contacts say nothing about it.
      if (channel === null) return [];
      const isMeant = (contact: Pick<KnownContact, "channel">): boolean =>
        per === "GLOBAL" || isContactBy({ ...contact, occurredAt: "" }, channel);
      return [
        ...listOutside(contacts, triggers)
          .filter(isMeant)
          .map(({ occurredAt }) => occurredAt),
        ...others.filter(({ terms }) => isMeant(terms)).flatMap((trigger) => findContactTime(trigger) ?? []),
      ];
    }
  }
}

/** A contact counts when it was made; a trigger for the staff when it was let through. */
function toTime(candidate: Candidate): (trigger: Trigger) => readonly Instant[] {
  return (trigger) => {
    const isForStaff = candidate.terms.channel === null && trigger.terms.channel === null;
    const time = isForStaff ? findPassedTime(trigger) : findContactTime(trigger);
    return time === null ? [] : [time];
  };
}

/** Contacts other than those that triggers led to, which count with their triggers. */
export function listOutside(
  contacts: SilenceFacts["contacts"],
  triggers: readonly Trigger[],
): readonly KnownContact[] {
  const ours = new Set(triggers.map(toContactRecordId));
  return contacts === "UNKNOWN" ? [] : contacts.filter(({ recordId }) => !ours.has(recordId));
}

/** Whether an open trigger wants the same place as the candidate; arbitration decides between them, and no cap. */
export function competes(trigger: Trigger, candidate: Candidate): boolean {
  return (
    trigger.id !== candidate.id &&
    trigger.status === "RAISED" &&
    trigger.contactedAt === null &&
    trigger.customerId === candidate.customerId &&
    trigger.terms.channel !== null &&
    trigger.terms.channel === candidate.terms.channel
  );
}
