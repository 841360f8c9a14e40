import { describe, expect, test } from "vitest";
import { createRuleTimeline } from "./rule-timeline.js";
import type { StoredRule } from "./stored-rule.js";

const text = { title: "a", explanation: "b" };
const definition = {
  when: { match: { event: "transfer.booked" } },
  expiresAfter: "P1D",
  priority: 1,
  value: 1,
  text: { ko: text, en: text },
};

function version(
  name: string,
  number: number,
  effectiveAfter: number,
  more: Partial<StoredRule> = {},
): StoredRule {
  return {
    name,
    version: number,
    enabled: true,
    definition,
    savedBy: "test",
    savedAt: "2026-11-20T00:00:00Z",
    effectiveAfter: BigInt(effectiveAfter),
    ...more,
  };
}

describe("the rules along the log", () => {
  test("hold from behind their own place on, in whatever order they were learned", () => {
    const timeline = createRuleTimeline();
    timeline.learn([version("a", 2, 20, { enabled: false }), version("b", 1, 15)]);
    timeline.learn([version("a", 1, 10)]);
    const namesAt = (cursor: number) => [...timeline.at(BigInt(cursor)).rules.keys()];
    expect([5, 10, 11, 15, 16, 20, 21].map(namesAt)).toEqual([
      [],
      [],
      ["a"],
      ["a"],
      ["a", "b"],
      ["a", "b"],
      ["b"],
    ]);
    expect([...timeline.newest().rules.keys()]).toEqual(["b"]);
  });

  test("give an event the same version whether later ones are known yet or not", () => {
    const [early, late] = [createRuleTimeline(), createRuleTimeline()];
    early.learn([version("a", 1, 10)]);
    late.learn([version("a", 1, 10), version("a", 2, 30), version("a", 3, 40)]);
    const versionAt = (timeline: typeof early, cursor: bigint) =>
      timeline.at(cursor).rules.get("a")?.rule.version;
    expect(versionAt(late, 25n)).toBe(versionAt(early, 25n));
    expect([30n, 31n, 41n].map((cursor) => versionAt(late, cursor))).toEqual([1, 2, 3]);
  });

  test("begin anew when they were off in between, and not when only their words were changed", () => {
    const timeline = createRuleTimeline();
    timeline.learn([
      version("a", 1, 10),
      version("a", 2, 20, { definition: { ...definition, priority: 0.5 } }),
      version("a", 3, 30, { enabled: false }),
      version("a", 4, 40),
      version("a", 5, 50, { definition: { ...definition, when: { match: { event: "consent.recorded" } } } }),
    ]);
    const patternAt = (cursor: bigint) => timeline.at(cursor).rules.get("a")?.patternId;
    expect(patternAt(21n)).toBe(patternAt(11n));
    expect(patternAt(41n)).not.toBe(patternAt(21n));
    expect(patternAt(51n)).not.toBe(patternAt(41n));
  });

  test("pass over a version that is no rule any more, and say so", () => {
    const told: string[] = [];
    const timeline = createRuleTimeline(({ name }) => told.push(name));
    timeline.learn([
      version("old", 1, 10, { definition: { when: "once upon a time" } }),
      version("a", 1, 11),
    ]);
    expect([...timeline.at(12n).rules.keys()]).toEqual(["a"]);
    expect(timeline.at(13n).rules.size).toBe(1);
    expect(told).toEqual(["old"]);
  });
});
