import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadPolicy } from "./load-policy.js";
import { parsePolicy } from "./parse-policy.js";

const shipped = readFileSync("policy.yml", "utf8");

/** What is wrong with the shipped file after changes, each from a text to another. */
function mistakesAfter(...changes: readonly (readonly [from: string, to: string])[]): readonly string[] {
  const text = changes.reduce((result, [from, to]) => {
    expect(result).toContain(from);
    return result.replace(from, to);
  }, shipped);
  try {
    parsePolicy(text, "policy.yml");
    return [];
  } catch (error) {
    const [head = "", ...lines] = error instanceof Error ? error.message.split("\n") : [];
    return /^The policy policy\.yml has (?:one mistake|\d+ mistakes):$/.test(head)
      ? lines.map((line) => line.trim())
      : [head];
  }
}

const lineOf = (text: string): number => shipped.slice(0, shipped.indexOf(text)).split("\n").length;

describe("a policy file", () => {
  test("that is shipped has no mistake", () => {
    expect(mistakesAfter()).toEqual([]);
  });

  test.each<[string, string, string, string]>([
    ["an unknown key", "version: 1", "edition: 1\nversion: 1", "edition: is unknown here."],
    ["an unknown version", "version: 1", "version: 2", "version: must be 1."],
    [
      "a purpose that does not exist",
      "  SERVICE: CONTRACT",
      "  GOSSIP: CONTRACT\n  SERVICE: CONTRACT",
      "purposes.GOSSIP: is unknown here.",
    ],
    [
      "an unknown basis",
      "SERVICE: CONTRACT",
      "SERVICE: HABIT",
      "purposes.SERVICE: must be CONTRACT, LEGAL_OBLIGATION, CONSENT, OBJECTION.",
    ],
    ["a missing purpose", "  SERVICE: CONTRACT\n", "", "purposes.SERVICE: is missing."],
    ["a missing role", "  ADMIN: EVERYBODY\n", "", "reach.ADMIN: is missing."],
    [
      "an unknown role in a group",
      "recorders: [AGENT",
      "recorders: [SPY",
      "groups.recorders.0: must be FRONTEND",
    ],
    [
      "an unknown group",
      "roles: namedPersons",
      "roles: personsNamed",
      "rules.search.show.0.roles: there is no group personsNamed.",
    ],
    ["an unknown mask", "mask: ACCOUNT", "mask: BLUR", "rules.account.mask: must be NAME, PHONE"],
    [
      "an unknown channel",
      "consent: [POST]",
      "consent: [PIGEON]",
      "rules.postalAddress.consent: must be NONE",
    ],
    [
      "an unknown rule",
      "wish: from to",
      "whim: from to",
      "types.QuietHours.fields.whim: there is no rule whim.",
    ],
    [
      "a field that stands twice",
      "wish: from to",
      "wish: from to from",
      "types.QuietHours.fields.wish: from stands here twice.",
    ],
    [
      "a holder that is none",
      "heldBy: Customer.products",
      "heldBy: Customer.wares",
      "types.ProductHolding.heldBy: Customer.wares has no rule.",
    ],
    [
      "a holder that is never hidden",
      "heldBy: Customer.products",
      "heldBy: Customer.consents",
      "types.ProductHolding.heldBy: Customer.consents is never hidden: the rule wish withholds otherwise.",
    ],
    [
      "members of a record without a holder",
      "    heldBy: Customer.contacts\n",
      "",
      "types.ContactAttempt.fields.member: is withheld with its record: heldBy is missing.",
    ],
    [
      "a rule that masks with nothing",
      "    mask: ACCOUNT\n",
      "",
      "rules.account.show: masks, but mask is missing.",
    ],
  ])("with %s says so and names the line", (_case, from, to, message) => {
    const mistakes = mistakesAfter([from, to]);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(/^line \d+: /);
    expect(mistakes[0]).toContain(message);
  });

  test("with several mistakes lists them all at once, in the order of the file", () => {
    expect(
      mistakesAfter(
        ["SERVICE: CONTRACT", "SERVICE: HABIT"],
        ["mask: ACCOUNT", "mask: BLUR"],
        ["  ADMIN: EVERYBODY", "  ADMIN: EVERYTHING"],
      ).map((line) => line.split(":").slice(0, 2).join(":")),
    ).toEqual([
      `line ${String(lineOf("  SERVICE: CONTRACT"))}: purposes.SERVICE`,
      `line ${String(lineOf("  ADMIN: EVERYBODY"))}: reach.ADMIN`,
      `line ${String(lineOf("    mask: ACCOUNT"))}: rules.account.mask`,
    ]);
  });

  test("with mistakes of form and names that lead nowhere lists both kinds at once, and nothing that only follows from them", () => {
    expect(
      mistakesAfter(
        ["version: 1", "version: 1\nedition: 1"],
        ["mask: ACCOUNT", "mask: BLUR"],
        ["recorders: [AGENT", "recorders: [SPY"],
        ["  ADMIN: EVERYBODY", "  CAT: EVERYBODY"],
        ["    heldBy: Customer.products", "    heldBy: Customer.wares"],
        ["wish: from to", "whim: from to"],
        ["fields: { wish: topic subscribed }", "members: { wish: topic subscribed }"],
      ).map((line) => line.replace(/^line \d+: /, "").replace(/: must be .*/, "")),
    ).toEqual([
      "edition: is unknown here.",
      "reach.ADMIN: is missing.",
      "reach.CAT: is unknown here.",
      "groups.recorders.0",
      "rules.account.mask",
      "types.ProductHolding.heldBy: Customer.wares has no rule.",
      "types.QuietHours.fields.whim: there is no rule whim.",
      "types.TopicPreference.fields: is missing.",
      "types.TopicPreference.members: is unknown here.",
    ]);
  });

  test("whose rules contradict themselves is refused", () => {
    const rule = (text: string): string => `rules:\n  odd:\n${text.replace(/^/gm, "    ")}\n`;
    const odd = (text: string) =>
      mistakesAfter(["rules:\n", rule(text)], ["wish: from to", "odd: from to"]).map((line) =>
        line.replace(/^line \d+: rules\.odd\./, ""),
      );
    expect(odd("sensitivity: PUBLIC\nshow: [{ as: PLAIN }]\nconsent: PURPOSE\notherwise: REFUSE")).toEqual([
      "consent: is for PERSONAL and SENSITIVE fields, not for PUBLIC ones.",
      "otherwise: is never reached: show is for everybody.",
    ]);
    expect(odd("sensitivity: SENSITIVE\nshow: [{ roles: [ADMIN], as: PLAIN }]")).toEqual([
      "sensitivity: is personal: consent is missing.",
      "sensitivity: is personal: withheld is missing.",
      "show: leaves somebody out: otherwise is missing.",
    ]);
    expect(
      odd("sensitivity: PERSONAL\nshow: [{ as: PLAIN }]\nmask: NAME\nconsent: PURPOSE\nwithheld: NEVER"),
    ).toEqual(["mask: is never used.", "consent: has no effect: withheld is NEVER."]);
  });

  test("that is no YAML, or empty, or not there, is refused in one sentence and its line", () => {
    expect(() => parsePolicy("version: 1\nrules: [", "x.yml")).toThrow(
      /^The policy x\.yml has .+\n {2}line 2: /,
    );
    expect(() => parsePolicy("a: 1\na: 2", "x.yml")).toThrow(/line 2: Map keys must be unique/);
    expect(() => parsePolicy("", "x.yml")).toThrow(/line 1: the file: /);
    expect(() => loadPolicy("no-such-file.yml")).toThrow(
      "The policy no-such-file.yml (POLICY_FILE) cannot be read (ENOENT).",
    );
  });
});
