// Local times of a time zone as points in time, with the zone's history of summer time.
import type { LocalDateTime } from "./date-format.js";

const dayMs = 86_400_000;

/** Turns a local date and time of one zone into an instant in UTC. */
export type ToZonedInstant = (local: LocalDateTime) => string;

/**
 * Builds the conversion for an IANA time zone. A time that exists twice (end of summer time) is the first of the two; a
 * time that was skipped moves forward by the gap. An offset inside the text wins over the zone.
 */
export function buildZonedInstant(timeZone: string): ToZonedInstant {
  const offsetAt = timeZone === "UTC" ? () => 0 : buildOffsetReader(timeZone);
  // One entry a day on which the offset does not change; files hold many rows of few days.
  const steadyOffsets = new Map<number, number>();
  const offsetOf = (localMs: number): number => {
    const day = Math.floor(localMs / dayMs);
    const known = steadyOffsets.get(day);
    if (known !== undefined) return known;
    const before = offsetAt(localMs - dayMs);
    const after = offsetAt(localMs + dayMs);
    if (before === after) {
      if (steadyOffsets.size > 100_000) steadyOffsets.clear();
      if (offsetAt((day - 1) * dayMs) === offsetAt((day + 2) * dayMs)) steadyOffsets.set(day, before);
      return before;
    }
    const fitting = [before, after].filter((offset) => offsetAt(localMs - offset) === offset);
    return fitting.length === 0 ? before : Math.max(...fitting);
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

/** Milliseconds that the zone is ahead of UTC at a point in time. */
function buildOffsetReader(timeZone: string): (utcMs: number) => number {
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (utcMs) => {
    const parts: Record<string, string> = {};
    for (const { type, value } of formatter.formatToParts(utcMs)) parts[type] = value;
    const part = (name: string) => Number(parts[name]);
    const shown = toUtcMs({
      year: parts["era"] === "BC" ? 1 - part("year") : part("year"),
      month: part("month"),
      day: part("day"),
      hour: part("hour"),
      minute: part("minute"),
      second: part("second"),
      micros: 0,
    });
    return shown - Math.floor(utcMs / 1000) * 1000;
  };
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
