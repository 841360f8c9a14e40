import { describe, expect, test } from "vitest";
import type { Profile } from "../../customer/records.js";
import { decideWanted, type CustomerFacts } from "./customer-facts.js";
import { parseRule } from "./parse-rule.js";

const profile = { recordId: "1", tier: "GOLD", branch: null } as Profile;
const unknown: CustomerFacts = { profile: undefined, findInsight: () => undefined, segments: undefined };
const known: CustomerFacts = {
  profile,
  findInsight: (path) => (path.join(".") === "churnRisk" ? 0.7 : undefined),
  segments: ["savers"],
};

function isWanted(condition: object | undefined, facts: CustomerFacts): boolean | "UNKNOWN" {
  const text = { title: "a", explanation: "b" };
  const parsed = parseRule({
    when: { match: { event: "transfer.booked" } },
    ...(condition && { if: condition }),
    expiresAfter: "P1D",
    priority: 1,
    value: 1,
    text: { ko: text, en: text },
  });
  if (!parsed.isValid) throw new Error(JSON.stringify(parsed.mistakes));
  return decideWanted(parsed.definition, facts);
}

describe("what a rule wants of the customer", () => {
  test("holds of the profile, of insights and of segments", () => {
    expect(isWanted({ "profile.tier": "GOLD", "insights.churnRisk": { gte: 0.5 } }, known)).toBe(true);
    expect(isWanted({ segments: { contains: "savers" } }, known)).toBe(true);
    expect(isWanted({ "profile.tier": "VIP" }, known)).toBe(false);
    expect(isWanted({ "profile.branch": { exists: false } }, known)).toBe(true);
    expect(isWanted(undefined, unknown)).toBe(true);
  });

  test("does not hold of what nobody knows, and neither does its opposite", () => {
    for (const condition of [
      { "insights.churnRisk": { exists: false } },
      { not: { segments: { contains: "savers" } } },
    ]) {
      expect(isWanted(condition, unknown)).toBe(false);
    }
    expect(isWanted({ "profile.tier": { exists: false } }, { ...unknown, profile: null })).toBe(true);
  });

  test("is not decided while the profile cannot be read, unless what is known decides", () => {
    expect(isWanted({ "profile.tier": "GOLD" }, unknown)).toBe("UNKNOWN");
    expect(isWanted({ not: { "profile.tier": "GOLD" } }, unknown)).toBe("UNKNOWN");
    const either = { any: [{ "profile.tier": "GOLD" }, { segments: { contains: "savers" } }] };
    expect(isWanted(either, { ...known, profile: undefined })).toBe(true);
    const both = { "profile.tier": "GOLD", segments: { contains: "others" } };
    expect(isWanted(both, { ...known, profile: undefined })).toBe(false);
  });
});
