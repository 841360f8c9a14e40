// What texts, times and languages of an input must be. Every rule answers the one spelling that is kept, or refuses with
// INVALID_INPUT naming the field; messages never repeat the input, which may be personal data.
import {
  compareInstants,
  findInstant,
  shiftInstant,
  toShortInstant,
  type Instant,
} from "../shared/instant.js";
import { refuse } from "./refusal.js";

/** Text in NFC without space around it, 1 to `maxLength` characters. */
export function parseText(field: string, text: string, maxLength: number): string {
  const kept = text.normalize("NFC").trim();
  if (kept === "") refuse("INVALID_INPUT", "The text is empty.", field);
  if (kept.length > maxLength) {
    refuse("INVALID_INPUT", `The text is longer than ${String(maxLength)} characters.`, field);
  }
  // PostgreSQL keeps neither NUL nor half a surrogate pair.
  if (kept.includes("\0") || !kept.isWellFormed())
    refuse("INVALID_INPUT", "The text holds a character that cannot be kept.", field);
  return kept;
}

/** Like `parseText`; absent and null are null. */
export function parseOptionalText(
  field: string,
  text: string | null | undefined,
  maxLength: number,
): string | null {
  return text === null || text === undefined ? null : parseText(field, text, maxLength);
}

/** A real point in time, in the store's spelling; absent and null are null. */
export function parseOptionalInstant(field: string, text: string | null | undefined): Instant | null {
  if (text === null || text === undefined) return null;
  const instant = findInstant(text);
  if (instant === undefined) refuse("INVALID_INPUT", "It is not a point in time.", field);
  return toShortInstant(instant);
}

/** How far ahead of ours a caller's clock may run, in milliseconds. */
const clockSkewMs = 60_000;

/** Refuses a time after `now`, unless a clock that is a little ahead explains it. */
export function refuseFuture(field: string, instant: Instant, now: Instant): void {
  if (compareInstants(instant, shiftInstant(now, clockSkewMs)) > 0)
    refuse("INVALID_INPUT", "It lies in the future.", field);
}

const languageNames = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** A BCP 47 tag of a known language, in its canonical spelling (`ko-kr` is `ko-KR`). */
export function parseLanguage(field: string, tag: string): string {
  let canonical: string | undefined;
  try {
    canonical = Intl.getCanonicalLocales(tag)[0];
  } catch {
    // A RangeError: the tag is not well-formed.
  }
  if (canonical === undefined || languageNames.of(new Intl.Locale(canonical).language) === undefined) {
    refuse("INVALID_INPUT", "It is not a BCP 47 tag of a known language.", field);
  }
  return canonical;
}

/** The name of an IANA time zone. */
export function parseTimeZone(field: string, name: string): string {
  let resolved: string | undefined;
  try {
    // Offsets such as +09:00 would pass here, but they are no zone: they know no summer time.
    if (/^[A-Za-z]/.test(name))
      resolved = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // A RangeError: there is no such zone.
  }
  if (resolved === undefined) refuse("INVALID_INPUT", "It is not a time zone of the IANA database.", field);
  // Only the case is corrected: an alias such as Asia/Calcutta stays what the customer's side calls it.
  return resolved.toLowerCase() === name.toLowerCase() ? resolved : name;
}
