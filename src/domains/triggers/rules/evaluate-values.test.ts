import { describe, expect, test } from "vitest";
import { at, call, compile, day, hour, replay, transfer, web } from "../../../../test/fakes/replay-rules.js";
import { findNextDue, type RuleEvent } from "./evaluate.js";
import { createRuleSet } from "./rule-set.js";

describe("a first time", () => {
  const tuition = createRuleSet([
    compile(
      "first-tuition",
      `when:
  first:
    of: { event: transfer.booked, where: { category: EDUCATION } }
    notWithin: P400D
    observedFor: P90D`,
    ),
  ]);
  const paid = (id: string, days: number, category = "EDUCATION") => transfer(id, days * day, { category });

  test("is one of somebody who has been observed, without another before it", () => {
    expect(replay(tuition, [paid("a", 0)]).moments).toEqual([]);
    expect(replay(tuition, [paid("a", 0, "SALARY"), paid("b", 89)]).moments).toEqual([]);
    const known = [paid("a", 0, "SALARY"), paid("b", 90), paid("c", 120)];
    expect(replay(tuition, known).moments).toEqual([["", "2024-06-02T00:00:00Z", "trf_b"]]);
    expect(replay(tuition, [...known, paid("d", 521)]).moments).toHaveLength(2);
  });
});

describe("a value", () => {
  const crossing = createRuleSet([
    compile(
      "low",
      "when: { crossing: { of: { event: consultation.recorded }, value: satisfaction, below: 3 } }\nreEligibleAfter: PT1S",
    ),
  ]);
  const rated = (id: string, hours: number, satisfaction: number | null): RuleEvent => {
    const event = call(id, hours);
    return { ...event, record: { ...(event.record as object), satisfaction } };
  };

  test("crosses a threshold from the other side only", () => {
    const events = [
      rated("a", 0, 2),
      rated("b", 1, 3),
      rated("c", 2, null),
      rated("d", 3, 2),
      rated("e", 4, 1),
    ];
    const { moments, found } = replay(crossing, events);
    expect(moments).toEqual([["", "2024-03-04T03:00:00Z", "csl_d"]]);
    expect(found[0]?.values).toMatchObject({ value: 2, previous: 3 });
  });

  test("deviates from the median of the customer's own last ones", () => {
    const jump = createRuleSet([
      compile(
        "salary-jumped",
        `when: { deviation: { of: { event: transfer.booked }, value: amount, last: 3, rises: 1.3, falls: 0.5 } }
by: counterparty
reEligibleAfter: PT1S`,
      ),
    ]);
    const paid = (id: string, days: number, amount: string, currency = "KRW") =>
      transfer(id, days * day, { amount: { amount, currency }, counterparty: "다온전자" });
    const usual = [paid("a", 0, "100"), paid("b", 30, "1000"), paid("c", 60, "102")];
    expect(replay(jump, [...usual, paid("d", 90, "132")]).moments).toEqual([]);
    const { moments, found } = replay(jump, [...usual, paid("d", 90, "132.6")]);
    expect(moments).toEqual([["다온전자", "2024-06-02T00:00:00Z", "trf_d"]]);
    expect(found[0]?.values).toMatchObject({ usual: { amount: "102", currency: "KRW" } });
    expect(replay(jump, [...usual, paid("d", 90, "51")]).moments).toHaveLength(1);
    expect(replay(jump, [...usual, paid("d", 90, "500", "USD")]).moments).toEqual([]);
  });
});

describe("a decline", () => {
  const quieter = createRuleSet([
    compile(
      "quieter",
      `when:
  decline:
    of: { event: web-event.recorded, where: { name: Signed In } }
    every: P7D
    periods: 4
    below: 0.5
    usually: 3
reEligibleAfter: P28D`,
    ),
  ]);
  const visits = (perWeek: readonly number[]): RuleEvent[] =>
    perWeek.flatMap((count, week) =>
      Array.from({ length: count }, (_, n) =>
        web(`${String(week)}-${String(n)}`, "Signed In", week * 7 * day + n * hour),
      ),
    );

  test("is told at the end of a week that was much quieter than the customer's own", () => {
    const { moments, found } = replay(quieter, visits([4, 4, 4, 4, 4, 1]), 43 * day);
    // Weeks begin on Monday in Korea, nine hours before they do in UTC.
    expect(moments).toEqual([["", "2024-04-14T15:00:00Z", "web_5-0"]]);
    expect(found[0]?.values).toMatchObject({ recent: 1, usual: 4 });
  });

  test("is told of who stays away altogether, once, whether time passes or a later visit shows it", () => {
    const silent = replay(quieter, visits([4, 4, 4, 4, 4]), 100 * day);
    expect(silent.moments.map(([, time]) => time)).toEqual(["2024-04-14T15:00:00Z"]);
    const back = replay(quieter, visits([4, 4, 4, 4, 4, 0, 0, 0, 1]));
    expect(back.moments).toEqual(silent.moments);
    expect(findNextDue(replay(quieter, visits([1]), 100 * day).state, quieter)).toBeUndefined();
  });

  test("is nothing of who came seldom, came as ever, or is new", () => {
    expect(replay(quieter, visits([1, 1, 1, 1, 1, 0]), 43 * day).moments).toEqual([]);
    expect(replay(quieter, visits([4, 4, 4, 4, 4, 2]), 42 * day).moments).toEqual([]);
    expect(replay(quieter, visits([4, 4, 4, 1]), 28 * day).moments).toEqual([]);
  });
});

describe("a deadline", () => {
  const ending = createRuleSet([
    compile(
      "ending",
      `when:
  deadline:
    of: { event: consent.recorded, where: { state: [GIVEN, RENEWED] } }
    at: validUntil
    before: P30D
    unless: { event: consent.recorded, where: { state: WITHDRAWN } }
by: [purpose, channel]`,
    ),
  ]);
  const consent = (id: string, days: number, validUntilDays: number | null, state = "GIVEN"): RuleEvent => {
    const occurredAt = at(days * day);
    const validUntil = validUntilDays === null ? null : at(validUntilDays * day);
    const record = { id, purpose: "MARKETING", channel: "SMS", state, occurredAt, validUntil };
    return { type: "consent.recorded", id: `cns_${id}`, record, occurredAt, recordedAt: occurredAt };
  };

  test("is told its time before, unless another one or none takes its place", () => {
    const { moments, found } = replay(ending, [consent("a", 0, 730)], 701 * day);
    expect(moments).toEqual([['["MARKETING","SMS"]', "2026-02-02T00:00:00Z", "cns_a"]]);
    expect(found[0]?.values).toMatchObject({ deadline: { at: "2026-03-04T00:00:00Z" } });
    expect(replay(ending, [consent("a", 0, 730), consent("b", 10, 900)], 701 * day).moments).toEqual([]);
    expect(replay(ending, [consent("a", 0, 730), consent("b", 10, null)], 701 * day).moments).toEqual([]);
    const withdrawn = consent("b", 10, null, "WITHDRAWN");
    expect(replay(ending, [consent("a", 0, 730), withdrawn], 701 * day).moments).toEqual([]);
  });

  test("that is near already is told at once", () => {
    expect(replay(ending, [consent("a", 0, 10)]).moments).toHaveLength(1);
    expect(replay(ending, [consent("a", 0, -1)]).moments).toEqual([]);
  });
});
