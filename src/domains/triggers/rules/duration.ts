// Lengths of time as a rule writes them: ISO 8601, of parts that are always equally long. Years and months are not: a rule
// that waits "a month" would wait differently in February.
import { z } from "zod";

const pattern =
  /^P(?=\d|T\d)(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/;
const unitSeconds = [7 * 86_400, 86_400, 3_600, 60, 1];
const longestSeconds = 800 * 86_400;

/** A length of time, longer than nothing and up to 800 days, as ISO 8601 text, e.g. `PT30M`, `P1D`, `P2W`. */
export type Duration = string;

/** Milliseconds of a duration; undefined when the text is none that a rule may hold. */
export function findDurationMs(text: string): number | undefined {
  const parts = pattern.exec(text)?.slice(1);
  const seconds = parts?.reduce(
    (sum, part: string | undefined, at) => sum + Number(part ?? 0) * unitSeconds[at]!,
    0,
  );
  return seconds === undefined || seconds > longestSeconds ? undefined : seconds * 1_000;
}

/** Milliseconds of a duration that was checked. */
export function toDurationMs(duration: Duration): number {
  const milliseconds = findDurationMs(duration);
  if (milliseconds === undefined) throw new TypeError("The duration was not checked.");
  return milliseconds;
}

/** A duration longer than nothing. */
export const durationSchema = z.string().refine((text) => (findDurationMs(text) ?? 0) > 0, {
  error: "must be an ISO 8601 duration of weeks, days, hours, minutes and seconds, up to P800D (e.g. PT30M)",
});

/** A duration, or none at all (`PT0S`). */
export const waitSchema = z.string().refine((text) => findDurationMs(text) !== undefined, {
  error:
    "must be an ISO 8601 duration of weeks, days, hours, minutes and seconds, up to P800D (e.g. PT30M), or PT0S",
});
