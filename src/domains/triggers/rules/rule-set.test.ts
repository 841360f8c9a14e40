import { describe, expect, test } from "vitest";
import { compileRule } from "./compile-rule.js";
import { parseRule } from "./parse-rule.js";
import { createRuleSet, type RuleSet } from "./rule-set.js";

const text = { title: "a", explanation: "b" };

function compile(name: string, of: object) {
  const parsed = parseRule({
    when: { count: { of, atLeast: 3, within: "PT1H" } },
    expiresAfter: "P1D",
    priority: 0.5,
    value: 0.5,
    text: { ko: text, en: text },
  });
  if (!parsed.isValid) throw new Error(JSON.stringify(parsed.mistakes));
  return compileRule({ name, version: 1, definition: parsed.definition }, 1);
}

const web = (name: string) => ({ event: "web-event.recorded", where: { name } });

/** Two rules about a view, one about every web event, one about transfers, and as many others as are asked for. */
function makeSet(others: number): RuleSet {
  return createRuleSet([
    compile("view", web("Product Viewed")),
    compile("view again", web("Product Viewed")),
    compile("any", { event: "web-event.recorded" }),
    compile("transfer", { event: "transfer.booked" }),
    ...Array.from({ length: others }, (_, at) => compile(`other ${String(at)}`, web(`Other ${String(at)}`))),
  ]);
}

describe("the rules that an event is looked at by", () => {
  test("are those of its type and name, however many others there are", () => {
    for (const set of [makeSet(0), makeSet(1_000)]) {
      const list = (type: "web-event.recorded" | "transfer.booked" | "contact.attempted", name?: string) =>
        set.listCandidates(type, { name }).map(({ rule }) => rule.name);
      expect(list("web-event.recorded", "Product Viewed")).toEqual(["any", "view", "view again"]);
      expect(list("web-event.recorded", "Signed In")).toEqual(["any"]);
      expect(list("transfer.booked")).toEqual(["transfer"]);
      expect(list("contact.attempted")).toEqual([]);
    }
  });
});
