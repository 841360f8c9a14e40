// Time of the bank: whole microseconds since 1970 (exact in a number until 2255), days and hours as a Korean calendar has them.

/** Microseconds since 1970-01-01 UTC. */
export type Micros = number;

/** One second. */
export const second: Micros = 1_000_000;
/** One minute. */
export const minute: Micros = 60 * second;
/** One hour. */
export const hour: Micros = 60 * minute;
/** One day; Korea has no summer time. */
export const day: Micros = 24 * hour;

const koreanOffset = 9 * hour;

/** The twelve months that end with `until`. */
export interface Period {
  readonly from: Micros;
  readonly until: Micros;
}

/** The 365 days before `until`. */
export function toPeriod(until: Date): Period {
  const end = until.getTime() * 1_000;
  return { from: end - 365 * day, until: end };
}

/** Korean wall-clock time as a point in time; `month` counts from 1 and may overflow. */
export function koreanTime(year: number, month: number, dayOfMonth: number, microsOfDay: Micros = 0): Micros {
  return Date.UTC(year, month - 1, dayOfMonth) * 1_000 + microsOfDay - koreanOffset;
}

/** A month of the Korean calendar. */
export interface Month {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly days: number;
}

/** The Korean months that a period touches, in order. */
export function listMonths(period: Period): readonly Month[] {
  const months: Month[] = [];
  const first = new Date((period.from + koreanOffset) / 1_000);
  for (let index = 0; ; index++) {
    const start = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index, 1));
    const year = start.getUTCFullYear();
    const month = start.getUTCMonth() + 1;
    if (koreanTime(year, month, 1) >= period.until) return months;
    months.push({ year, month, days: new Date(Date.UTC(year, month, 0)).getUTCDate() });
  }
}

/** Whether a point in time lies in a period. */
export function isWithin(period: Period, at: Micros): boolean {
  return at >= period.from && at < period.until;
}

/** Midnight in Korea of the day that holds `at`. */
export function koreanMidnight(at: Micros): Micros {
  return Math.floor((at + koreanOffset) / day) * day - koreanOffset;
}

/** A timestamptz as PostgreSQL reads it, with all six digits: `2026-11-23T01:02:03.040506Z`. */
export function toTimestamp(at: Micros): string {
  const millis = Math.floor(at / 1_000);
  const rest = String(at - millis * 1_000).padStart(3, "0");
  return `${new Date(millis).toISOString().slice(0, 23)}${rest}Z`;
}

/** The Korean day of a point in time as `YYYYMMDD`. */
export function toDayText(at: Micros): string {
  return new Date((at + koreanOffset) / 1_000).toISOString().slice(0, 10).replaceAll("-", "");
}
