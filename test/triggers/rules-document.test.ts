// docs/rules.md against the language itself: every example is parsed, every field and pattern is named.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventFields, factFields } from "../../src/domains/triggers/rules/event-fields.js";
import { parseRule, readYaml } from "../../src/domains/triggers/rules/parse-rule.js";
import { patternKinds } from "../../src/domains/triggers/rules/pattern-schema.js";
import { ruleDefinitionSchema } from "../../src/domains/triggers/rules/rule-definition.js";
import { root } from "../import/import-bench.js";

const text = readFileSync(join(root, "docs/rules.md"), "utf8");
const examples = [...text.matchAll(/^```yaml (\w+)\n(.*?)^```/gms)].map(([, kind = "", body = ""]) => ({
  kind,
  body,
  example: readYaml(body) as Record<string, unknown>,
}));

const rest = {
  expiresAfter: "P1D",
  priority: 0.5,
  value: 0.5,
  text: { ko: { title: "가", explanation: "나" }, en: { title: "a", explanation: "b" } },
};

function toDefinition(kind: string, example: Record<string, unknown>): unknown {
  if (kind === "where") return { ...rest, when: { match: example } };
  return kind === "when" ? { ...rest, ...example } : example;
}

describe("the document of the rules", () => {
  test.each(
    examples.map(
      ({ kind, body, example }) => [body.split("\n").slice(0, 3).join(" "), kind, example] as const,
    ),
  )("has an example that is a rule: %s", (_, kind, example) => {
    expect(["rule", "when", "where"]).toContain(kind);
    expect(parseRule(toDefinition(kind, example))).toMatchObject({ isValid: true });
  });

  test("has an example of every pattern, in Korean and English", () => {
    const shown = examples.flatMap(({ example }) => Object.keys((example["when"] ?? {}) as object));
    expect(patternKinds.filter((kind) => !shown.includes(kind))).toEqual([]);
    expect(examples.filter(({ body }) => /\p{Script=Hangul}/u.test(body)).length).toBeGreaterThan(3);
  });

  test("names every event with all of its fields, every fact, and every member of a rule", () => {
    for (const [event, fields] of Object.entries(eventFields)) {
      const line = text.split("\n").find((one) => one.startsWith(`| \`${event}\``)) ?? "";
      const told = [...line.matchAll(/`([^`]+)`/g)].map(([, name]) => name).slice(1);
      expect(told).toEqual(Object.keys(fields));
    }
    const members = Object.keys(ruleDefinitionSchema.shape);
    expect([...Object.keys(factFields), ...members].filter((name) => !text.includes(name))).toEqual([]);
  });
});
