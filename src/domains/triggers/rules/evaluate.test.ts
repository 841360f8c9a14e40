import { describe, expect, test } from "vitest";
import {
  abandoned,
  application,
  at,
  call,
  cart,
  compile,
  day,
  minute,
  purchase,
  replay,
  step,
  transfer,
  unfinished,
  view,
  views,
  viewsRule,
  web,
} from "../../../../test/fakes/replay-rules.js";
import { shiftInstant } from "../../../shared/instant.js";
import { compileRule } from "./compile-rule.js";
import { evaluateEvent, evaluateTime, findNextDue, type RuleEvent } from "./evaluate.js";
import { toInstantText, toMicros } from "./event-time.js";
import { createRuleSet } from "./rule-set.js";

describe("a count within a time", () => {
  test("is complete with the event that reaches it, both ends of the time included", () => {
    const { moments, found } = replay(views, [view("a", 0), view("b", 10), view("c", 24)]);
    expect(moments).toEqual([["적금", "2024-03-05T00:00:00Z", "web_c"]]);
    expect(found[0]).toMatchObject({
      evidence: ["web_a", "web_b", "web_c"],
      values: { count: 3, window: { durationMs: day } },
    });
    expect(replay(views, [view("a", -0.001), view("b", 10), view("c", 24)]).moments).toEqual([]);
  });

  test("counts a record once, and each key apart", () => {
    expect(replay(views, [view("a", 0), view("a", 0), view("b", 1)]).moments).toEqual([]);
    expect(replay(views, [view("a", 0), view("b", 1, { product: "예금" }), view("c", 2)]).moments).toEqual(
      [],
    );
    expect(replay(views, [view("a", 0), view("b", 1), view("c", 2, { product: null })]).moments).toEqual([]);
  });

  test("is nothing while an exit lies in its time, before or after the events", () => {
    const [a, b, c, d] = [view("a", 0), view("b", 1), view("c", 2), view("d", 23)];
    expect(replay(views, [a, application("x", 1), b, c]).moments).toEqual([]);
    expect(replay(views, [a, b, c, application("x", 3)]).moments).toHaveLength(1);
    expect(replay(views, [application("x", -0.001), a, b, c]).moments).toEqual([]);
    expect(replay(views, [application("x", -0.001), a, d, view("e", 24)]).moments).toHaveLength(1);
  });

  test("is complete by a late event at the time of the later one, and not by one that is too late", () => {
    const [a, b, c] = [view("a", 0), view("b", 1), view("c", 2)];
    expect(replay(views, [a, c, b]).moments).toEqual([["적금", "2024-03-04T02:00:00Z", "web_c"]]);
    const { moments, late } = replay(views, [view("z", 100), a, b, c]);
    expect([moments, late]).toEqual([[], 3]);
  });

  test("is silent for its time after a moment, and complete again at its end", () => {
    const all = [0, 1, 2, 25, 25.9, 26].map((hours, n) => view(String(n), hours));
    expect(replay(views, all).moments.map(([, time]) => time)).toEqual([
      "2024-03-04T02:00:00Z",
      "2024-03-05T02:00:00Z",
    ]);
  });
});

describe("an absence", () => {
  test("is complete at its due time, whether the time passes or a later event proves it", () => {
    const expected = [["s", "2024-03-04T00:30:00Z", "web_a"]];
    const byTime = replay(abandoned, [cart("a", 0)], 31 * minute);
    const byEvent = replay(abandoned, [cart("a", 0), cart("b", 31, "t")]);
    expect(byTime.moments).toEqual(expected);
    expect(byEvent.moments).toEqual(expected);
    expect(byTime.found[0]?.id).toBe(byEvent.found[0]?.id);
  });

  test("is told when it is to be looked at, and is nothing before", () => {
    const { state } = replay(abandoned, [cart("a", 0)]);
    const due = findNextDue(state, abandoned);
    expect(due).toBe(toMicros(at(30 * minute)) + 1);
    expect(replay(abandoned, [cart("a", 0)], 30 * minute).moments).toEqual([]);
    const later = evaluateTime(state, toInstantText(due!), abandoned, { customerId: "c" });
    expect(later.moments).toHaveLength(1);
    expect(findNextDue(state, abandoned)).toBeUndefined();
  });

  test("is ended by an exit of its key until the last instant, and by no other one", () => {
    const ends = (...events: RuleEvent[]) => replay(abandoned, events, day).moments.length;
    expect(ends(cart("a", 0), purchase("b", 30))).toBe(0);
    expect(ends(cart("a", 0), purchase("b", 30.001))).toBe(1);
    expect(ends(cart("a", 0), purchase("b", 5, "t"))).toBe(1);
    expect(ends(purchase("a", 0), cart("b", 0))).toBe(1);
    expect(ends(cart("a", 0), purchase("b", 0))).toBe(0);
  });

  test("counts from the last such event", () => {
    expect(replay(abandoned, [cart("a", 0), cart("b", 20)], day).moments).toEqual([
      ["s", "2024-03-04T00:50:00Z", "web_b"],
    ]);
  });

  test("of events that are imported late waits as long as it would have, and is judged by their times", () => {
    const lag = 500 * day;
    const imported = (event: RuleEvent): RuleEvent => ({
      ...event,
      recordedAt: shiftInstant(event.occurredAt, lag),
    });
    const together = (event: RuleEvent): RuleEvent => ({ ...event, recordedAt: at(lag) });
    expect(replay(abandoned, [cart("a", 0), purchase("b", 29)].map(together), lag + day).moments).toEqual([]);
    expect(replay(abandoned, [imported(cart("a", 0))], lag + 29 * minute).moments).toEqual([]);
    expect(replay(abandoned, [imported(cart("a", 0))], lag + 31 * minute).moments).toHaveLength(1);
  });

  test("after a habit needs the habit", () => {
    const salary = createRuleSet([
      compile(
        "salary-stopped",
        `when:
  absence:
    after: { event: transfer.booked, where: { category: SALARY } }
    without: { event: transfer.booked, where: { category: SALARY } }
    for: P40D
    habit: { atLeast: 3, within: P100D }`,
      ),
    ]);
    const paid = (n: number) => transfer(String(n), n * 30 * day, { category: "SALARY" });
    expect(replay(salary, [0, 1].map(paid), 200 * day).moments).toEqual([]);
    const { moments, found } = replay(salary, [0, 1, 2].map(paid), 200 * day);
    expect(moments.map(([, time]) => time)).toEqual([at(100 * day).replace(".000", "")]);
    expect(found[0]?.evidence).toEqual(["trf_0", "trf_1", "trf_2"]);
  });
});

describe("a sequence", () => {
  test("is complete with its last step, of every key that got so far, and knows the fields of all steps", () => {
    const { moments, found } = replay(unfinished, [
      step("a", "Begun", 0),
      step("b", "Stepped", 1),
      step("c", "Begun", 2, "예금"),
      call("d", 3),
    ]);
    expect(moments).toEqual([["대출", "2024-03-04T03:00:00Z", "csl_d"]]);
    expect(found[0]).toMatchObject({ product: "대출", evidence: ["web_a", "web_b", "csl_d"] });
  });

  test("is nothing out of order, after too long a time, or after an exit", () => {
    const of = (...events: RuleEvent[]) => replay(unfinished, events).moments.length;
    expect(of(step("b", "Stepped", 0), step("a", "Begun", 1), call("d", 3))).toBe(0);
    expect(of(step("a", "Begun", 0), step("b", "Stepped", 1), call("d", 24))).toBe(1);
    expect(of(step("a", "Begun", 0), step("b", "Stepped", 1), call("d", 24.001))).toBe(0);
    expect(of(step("a", "Begun", 0), step("b", "Stepped", 1), step("x", "Done", 2), call("d", 3))).toBe(0);
  });

  test("sees a step that comes late in its place, and uses each event once", () => {
    const late = [step("a", "Begun", 0), call("c", 0.5), step("b", "Stepped", 1), call("d", 2), call("e", 3)];
    expect(replay(unfinished, late).moments).toEqual([["대출", "2024-03-04T02:00:00Z", "csl_d"]]);
    const swapped = [late[2]!, late[0]!, late[3]!];
    expect(replay(unfinished, swapped).moments).toHaveLength(1);
  });
});

describe("the state", () => {
  test("stays small, however much happens", () => {
    const events = Array.from({ length: 5_000 }, (_, n) =>
      web(String(n), n % 3 === 0 ? "Cart" : "Product Viewed", n * 1_000, {
        product: `상품 ${String(n % 700)}`,
        sessionId: `s${String(n % 700)}`,
      }),
    );
    const both = createRuleSet([viewsRule, ...abandoned.rules.values()]);
    expect(JSON.stringify(replay(both, events).state).length).toBeLessThan(100_000);
  });

  test("of a rule that changed begins anew but keeps who was spoken to", () => {
    const [a, b, c, d, e, f] = [0, 1, 2, 3, 4, 26].map((hours, n) => view(String(n), hours)) as RuleEvent[];
    const { state } = replay(views, [a!, b!, c!]);
    const changed = createRuleSet([compileRule(viewsRule.rule, 2)]);
    const moments = [d!, e!, view("g", 5), f!].flatMap(
      (event) => evaluateEvent(state, event, changed, { customerId: "c" }).moments,
    );
    expect(moments.map(({ at: time }) => time)).toEqual(["2024-03-05T02:00:00Z"]);
  });

  test("keeps keys apart that name something of every object", () => {
    const odd = ["__proto__", "constructor", "toString"].flatMap((product, n) =>
      [0, 1, 2].map((hours) => view(`${String(n)}-${String(hours)}`, hours + n / 10, { product })),
    );
    expect(
      replay(views, odd)
        .moments.map(([subject]) => subject)
        .toSorted(),
    ).toEqual(["__proto__", "constructor", "toString"].toSorted());
  });
});
