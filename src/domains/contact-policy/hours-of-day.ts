// Hours of the day by the clock on somebody's wall: over midnight, and through the changes of that clock. What the clock
// shows decides, so of a time that it shows twice (end of summer time) both count, and a time that it skips never comes.
import { Temporal } from "temporal-polyfill";

/** `HH:MM` to `HH:MM`, the first included, the second not; over midnight when the second is not the later one. */
export interface HoursOfDay {
  readonly from: string;
  readonly to: string;
}

/** Whether a clock in the IANA zone `timeZone` shows a time within the hours. Equal ends are the whole day. */
export function isWithinHours(hours: HoursOfDay, timeZone: string, at: Date): boolean {
  return includes(hours, toZoned(timeZone, at));
}

/** When the hours that hold at `at` are over; null when no time of the day lies outside of them. */
export function findEndOfHours(hours: HoursOfDay, timeZone: string, at: Date): Date | null {
  let zoned = toZoned(timeZone, at);
  for (let step = 0; step < maxSteps; step += 1) {
    zoned = findNextChange(zoned, hours.to);
    if (!includes(hours, zoned)) return new Date(zoned.epochMilliseconds);
  }
  return null;
}

/** Two readings of the end a day, and the odd change of the clock: more than three days without an end have none. */
const maxSteps = 12;

function toZoned(timeZone: string, at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}

function includes({ from, to }: HoursOfDay, { hour, minute }: Temporal.ZonedDateTime): boolean {
  const shown = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  return from < to ? shown >= from && shown < to : shown >= from || shown < to;
}

/**
 * The next instant at which the hours could be over: when the clock shows `to`, in the first or the second reading of a
 * time that it shows twice, or when the clock is changed, which may skip `to`.
 */
function findNextChange(zoned: Temporal.ZonedDateTime, to: string): Temporal.ZonedDateTime {
  const today = zoned.toPlainDate();
  const isToCome = (change: Temporal.ZonedDateTime) => Temporal.ZonedDateTime.compare(change, zoned) > 0;
  const end =
    listReadings(today, to, zoned.timeZoneId).find(isToCome) ??
    listReadings(today.add({ days: 1 }), to, zoned.timeZoneId).find(isToCome);
  const transition = zoned.getTimeZoneTransition("next");
  if (end !== undefined && (transition === null || Temporal.ZonedDateTime.compare(end, transition) <= 0)) {
    return end;
  }
  return transition ?? zoned;
}

/** When the clock shows a time of a day, first and second; of a time that it skips, once before and once after. */
function listReadings(day: Temporal.PlainDate, time: string, timeZone: string): Temporal.ZonedDateTime[] {
  const shown = day.toPlainDateTime(time);
  return (["earlier", "later"] as const).map((disambiguation) =>
    shown.toZonedDateTime(timeZone, { disambiguation }),
  );
}
