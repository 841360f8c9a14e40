// Algebra of caps, over times and time zones that nobody thought of.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeContact, makeFacts, messageTerms } from "../../../../test/fakes/silence-facts.js";
import { makeTrigger } from "../../../../test/fakes/trigger.js";
import type { FrequencyCap } from "../trigger-terms.js";
import type { Trigger } from "../trigger.js";
import { decideSilence } from "./decide-silence.js";
import { toCalendarWindow } from "./frequency-caps.js";

// The clocks of these zones change in the weeks around these days, by an hour, by half of one, or by a whole day.
const zones = [
  "Asia/Seoul",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Pacific/Apia",
];
const days = [
  "2026-03-08",
  "2026-03-29",
  "2026-04-05",
  "2026-10-04",
  "2026-10-25",
  "2026-11-01",
  "2011-12-30",
];
const hourMs = 3_600_000;
const minuteMs = 60_000;

const instantAround = fc
  .tuple(fc.constantFrom(...days), fc.integer({ min: -40 * 1440, max: 3 * 1440 }))
  .map(([day, minutes]) => new Date(Date.parse(`${day}T00:00:00Z`) + minutes * minuteMs));
const rolling = fc
  .record({ atMost: fc.integer({ min: 1, max: 4 }), hours: fc.integer({ min: 1, max: 72 }) })
  .map(({ atMost, hours }): FrequencyCap => ({ per: "GLOBAL", atMost, within: `PT${String(hours)}H` }));
const calendar = fc
  .record({
    per: fc.constant("GLOBAL" as const),
    atMost: fc.integer({ min: 1, max: 4 }),
    calendar: fc.constantFrom("DAY" as const, "WEEK" as const, "MONTH" as const),
  })
  .map((cap): FrequencyCap => cap);
const gaps = fc.array(fc.integer({ min: 1, max: 40 * 60 }), { minLength: 5, maxLength: 30 });

/** The day of a clock in a zone, by ICU and not by Temporal. */
function toLocalDay(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(at);
}

/** The day, the Monday of the week, or the month that a clock shows. */
function toBucket(unit: "DAY" | "WEEK" | "MONTH", timeZone: string, at: Date): string {
  const day = toLocalDay(timeZone, at);
  if (unit === "DAY") return day;
  if (unit === "MONTH") return day.slice(0, 7);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  return new Date(midnight - sinceMonday * 24 * hourMs).toISOString().slice(0, 10);
}

const make = (caps: readonly FrequencyCap[], at: Date): Trigger =>
  makeTrigger({
    id: "00000000-0000-4000-8000-00000000000a",
    raisedAt: at.toISOString(),
    expiresAt: "2999-01-01T00:00:00Z",
    terms: { ...messageTerms, channel: "EMAIL", caps },
  });

/** Sends whenever it is allowed, at times with these gaps in minutes between them; answers the times at which it was. */
function send(cap: FrequencyCap, timeZone: string, start: Date, minutes: readonly number[]): readonly Date[] {
  const sent: Date[] = [];
  let at = start;
  for (const gap of minutes) {
    at = new Date(at.getTime() + gap * minuteMs);
    const contacts = sent.map((time) => makeContact(time.toISOString(), { channel: "PUSH" }));
    const facts = makeFacts({ contacts, preferences: { timeZone } });
    const { status, heldUntil } = decideSilence(make([cap], at), facts, at);
    const until = heldUntil === null ? at : new Date(heldUntil);
    const decideAt = (time: number): string => decideSilence(make([cap], at), facts, new Date(time)).status;
    // What is held may go at the instant that is named, and a millisecond before may not.
    const around = [decideAt(until.getTime() - 1), decideAt(until.getTime())];
    expect([status, ...around]).toEqual(
      status === "RAISED" ? [status, around[0], "RAISED"] : ["HELD", "HELD", "RAISED"],
    );
    if (status === "RAISED") sent.push(at);
  }
  return sent;
}

describe("a frequency cap", () => {
  test("that rolls lets through as many in every span of its length as it says, and no fewer than it must", () => {
    fc.assert(
      fc.property(rolling, fc.constantFrom(...zones), instantAround, gaps, (cap, zone, start, minutes) => {
        const spanMs = Number(/\d+/.exec(cap.within ?? "")?.[0]) * hourMs;
        const sent = send(cap, zone, start, minutes).map((at) => at.getTime());
        let time = start.getTime();
        for (const gap of minutes) {
          time += gap * minuteMs;
          const before = sent.filter((one) => one < time && one > time - spanMs).length;
          expect(sent.includes(time)).toBe(before < cap.atMost);
        }
        for (const end of sent) {
          expect(sent.filter((one) => one <= end && one > end - spanMs).length).toBeLessThanOrEqual(
            cap.atMost,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  test("by the calendar lets through as many in every day, week and month of the customer's clock as it says", () => {
    fc.assert(
      fc.property(calendar, fc.constantFrom(...zones), instantAround, gaps, (cap, zone, start, minutes) => {
        const unit = cap.calendar ?? "DAY";
        const sent = send(cap, zone, start, minutes);
        const counts = new Map<string, number>();
        let time = start.getTime();
        for (const gap of minutes) {
          time += gap * minuteMs;
          const bucket = toBucket(unit, zone, new Date(time));
          const count = counts.get(bucket) ?? 0;
          const isSent = sent.some((one) => one.getTime() === time);
          expect(isSent).toBe(count < cap.atMost);
          if (isSent) counts.set(bucket, count + 1);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("by the calendar has windows without a gap or an overlap, in which the clock shows one and the same day, week or month", () => {
    const unit = fc.constantFrom("DAY" as const, "WEEK" as const, "MONTH" as const);
    fc.assert(
      fc.property(unit, fc.constantFrom(...zones), instantAround, (part, zone, at) => {
        const [start, end] = toCalendarWindow(part, zone, at);
        expect(start.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(end.getTime()).toBeGreaterThan(at.getTime());
        expect(toCalendarWindow(part, zone, end)[0]).toEqual(end);
        expect(toCalendarWindow(part, zone, start)).toEqual([start, end]);
        const bucket = toBucket(part, zone, at);
        expect(toBucket(part, zone, start)).toBe(bucket);
        expect(toBucket(part, zone, new Date(end.getTime() - 1))).toBe(bucket);
        expect(toBucket(part, zone, new Date(start.getTime() - 1))).not.toBe(bucket);
      }),
      { numRuns: 500 },
    );
  });

  test("by the day has 23 hours when summer time begins in Berlin, and 25 when it ends", () => {
    const lengthOf = (at: string) => {
      const [start, end] = toCalendarWindow("DAY", "Europe/Berlin", new Date(at));
      return (end.getTime() - start.getTime()) / hourMs;
    };
    expect([lengthOf("2026-03-29T12:00:00Z"), lengthOf("2026-10-25T12:00:00Z")]).toEqual([23, 25]);
  });
});
