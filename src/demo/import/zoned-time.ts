// Local times of a time zone as points in time, with the zone's history of summer time.
import { Temporal } from "temporal-polyfill";
import type { LocalDateTime } from "./date-format.js";

const dayMs = 86_400_000;

/** Turns a local date and time of one zone into an instant in UTC. */
export type ToZonedInstant = (local: LocalDateTime) => string;

/**
 * Builds the conversion for an IANA time zone. A time that exists twice (end of summer time) is the first of the two; a
 * time that was skipped moves forward by the gap. An offset inside the text wins over the zone.
 */
export function buildZonedInstant(timeZone: string): ToZonedInstant {
  // One entry a day on which the offset does not change; files hold many rows of few days.
  const steadyOffsets = new Map<number, number>();
  const offsetAt = (localMs: number): number =>
    localMs - toPlain(localMs).toZonedDateTime(timeZone, { disambiguation: "compatible" }).epochMilliseconds;
  const offsetOf = (localMs: number): number => {
    const day = Math.floor(localMs / dayMs);
    const known = steadyOffsets.get(day);
    if (known !== undefined) return known;
    const offset = offsetAt(localMs);
    if (offsetAt((day - 1) * dayMs) === offset && offsetAt((day + 2) * dayMs) === offset) {
      if (steadyOffsets.size > 100_000) steadyOffsets.clear();
      steadyOffsets.set(day, offset);
    }
    return offset;
  };
  return (local) => {
    const localMs = toUtcMs(local);
    const offset = local.offsetMinutes === undefined ? offsetOf(localMs) : local.offsetMinutes * 60_000;
    const seconds = new Date(localMs - offset).toISOString().slice(0, -5);
    return local.micros === 0 ? `${seconds}Z` : `${seconds}.${String(local.micros).padStart(6, "0")}Z`;
  };
}

function toUtcMs(local: LocalDateTime): number {
  const date = new Date(0);
  date.setUTCFullYear(local.year, local.month - 1, local.day);
  return date.setUTCHours(local.hour, local.minute, local.second, 0);
}

/** What a clock shows, from the milliseconds that a clock in UTC would need to show it. */
function toPlain(localMs: number): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO("UTC").toPlainDateTime();
}

/** Whether the name is a time zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
