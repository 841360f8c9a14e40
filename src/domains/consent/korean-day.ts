// Days of the Korean calendar, by which the law counts. Korea is nine hours ahead of UTC all year; the summer time of 1987
// and 1988 lies before any consent that is kept here.
import type { Instant } from "../../shared/instant.js";

const offsetMs = 9 * 3_600_000;

/** The instant at which the Korean day begins that is `days` and `years` after the one of `instant`. */
export function startOfKoreanDay(
  instant: Instant,
  after: { readonly days?: number; readonly years?: number },
): Instant {
  const local = new Date(Date.parse(instant) + offsetMs);
  const year = local.getUTCFullYear() + (after.years ?? 0);
  const month = local.getUTCMonth();
  // 29 February has no equal in most years: the last day of the month takes its place (민법 제160조제3항).
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(local.getUTCDate(), lastDay) + (after.days ?? 0);
  return new Date(Date.UTC(year, month, day) - offsetMs).toISOString().replace(".000Z", "Z");
}
