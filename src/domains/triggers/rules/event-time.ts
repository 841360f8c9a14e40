// Time inside the evaluator: whole microseconds since 1970, so that it compares and adds as numbers and loses nothing of an
// instant. A double holds them exactly until the year 2255.
import type { Instant } from "../../../shared/instant.js";

/** Microseconds since 1970-01-01T00:00:00Z. */
export type Micros = number;

/** Microseconds in a millisecond. */
export const microsPerMs = 1_000;

/** The microseconds of an instant, cut after the sixth digit of the second. */
export function toMicros(instant: Instant): Micros {
  // The fraction apart: `Date.parse` would keep three digits of it.
  const fraction = instant.charAt(19) === "." ? instant.slice(20, -1) : "";
  const seconds = Date.parse(`${instant.slice(0, 19)}Z`) * microsPerMs;
  return fraction === "" ? seconds : seconds + Number(fraction.padEnd(6, "0").slice(0, 6));
}

/** The instant of microseconds, in the spelling in which the store gives it back. */
export function toInstantText(micros: Micros): Instant {
  const second = Math.floor(micros / 1_000_000);
  const rest = micros - second * 1_000_000;
  const text = new Date(second * 1_000).toISOString().slice(0, 19);
  return rest === 0 ? `${text}Z` : `${text}.${String(rest).padStart(6, "0").replace(/0+$/, "")}Z`;
}
