// Points in time as text, so that the microseconds of a source survive and no hot read builds a Date.

/** RFC 3339 date-time in UTC, ending in `Z`, with up to six fraction digits. */
export type Instant = string;

/** RFC 3339 full-date, e.g. `2026-11-23`. */
export type PlainDate = string;

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;

const plainPattern =
  /^(?:[1-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Below zero when `left` is earlier. Compares whole seconds as text, then the fractions, of which `.5` and `.500` are one. */
export function compareInstants(left: Instant, right: Instant): number {
  const a = left.slice(0, 19);
  const b = right.slice(0, 19);
  if (a !== b) return a < b ? -1 : 1;
  const c = left.slice(20, -1).padEnd(9, "0");
  const d = right.slice(20, -1).padEnd(9, "0");
  return c < d ? -1 : c > d ? 1 : 0;
}

/** The instant `milliseconds` later (earlier when negative); microseconds stay as they are. */
export function shiftInstant(instant: Instant, milliseconds: number): Instant {
  const micros = instant.slice(23, -1);
  return new Date(Date.parse(instant) + milliseconds).toISOString().replace("Z", `${micros}Z`);
}

/** The instant of a `Date`, in milliseconds. */
export function toInstant(date: Date): Instant {
  return date.toISOString();
}

/** Reads RFC 3339 with any offset and answers UTC; undefined when the text is not a real point in time of the years 1 to 9999. */
export function findInstant(text: string): Instant | undefined {
  // As JavaScript's own clocks write it, on a day that every month has: nothing to convert, at a tenth of the cost.
  if (plainPattern.test(text)) return text;
  if (!instantPattern.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  // `Date.parse` accepts 30 February and rolls over; a real day survives the round trip.
  const day = Number(text.slice(8, 10));
  if (new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, day)).getUTCDate() !== day) {
    return undefined;
  }
  const utc = new Date(milliseconds).toISOString();
  // Year 0, and more digits than four: `+010000-…`.
  if (utc.startsWith("0000") || utc.length > "2026-11-23T01:02:03.456Z".length) return undefined;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  const micros = fraction.length > 3 ? fraction.slice(3, 6) : "";
  return utc.replace("Z", `${micros}Z`);
}

/** PostgreSQL's ISO text of a timestamptz in a UTC session (`2026-11-23 01:02:03.4+00`) as an instant. */
export function fromPostgresText(text: string): Instant {
  return `${text.slice(0, 10)}T${text.slice(11, -3)}Z`;
}

/** The instant in the spelling in which the store gives it back: no zeros at the end of its fraction. */
export function toShortInstant(instant: Instant): Instant {
  return instant.includes(".") ? instant.replace(/\.?0+Z$/, "Z") : instant;
}

/** One microsecond later. */
export function nextInstant(instant: Instant): Instant {
  const micros = Number(instant.slice(20, -1).padEnd(6, "0").slice(0, 6)) + 1;
  const second = new Date(Date.parse(`${instant.slice(0, 19)}Z`) + (micros === 1_000_000 ? 1000 : 0));
  return `${second.toISOString().slice(0, 19)}.${String(micros % 1_000_000).padStart(6, "0")}Z`;
}
