// Rules through the public door.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readBuiltInRules } from "../../src/composition/read-built-in-rules.js";
import { installRules } from "../../src/domains/triggers/install-rules.js";
import { systemClock } from "../../src/shared/clock.js";
import { toNodeId } from "../../src/shared/ids.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false });
});
afterAll(() => app[Symbol.asyncDispose]());

const analyst: Caller = { role: "ANALYST", purpose: "ANALYTICS" };
const definition = {
  when: { match: { event: "transfer.booked", where: { direction: "CREDIT" } } },
  expiresAfter: "P1D",
  priority: 0.5,
  value: 0.5,
  text: {
    ko: { title: "입금", explanation: "입금되었습니다." },
    en: { title: "Credit", explanation: "It came." },
  },
};

const shown = "rule { id name enabled version definition savedBy } refusal { code message field }";
async function save(input: object, caller = analyst) {
  const { data, errors } = await app.ask(
    `mutation ($input: SaveTriggerRuleInput!) { saveTriggerRule(input: $input) { ${shown} } }`,
    { input },
    caller,
  );
  return { ...(data?.["saveTriggerRule"] as unknown as Saved), errors };
}

interface Saved {
  readonly rule: { readonly id: string; readonly version: number } | null;
  readonly refusal: { readonly code: string; readonly message: string; readonly field: string } | null;
}

describe("the rules of the product", () => {
  test("are there and enabled; one that somebody changed stays as they want it", async () => {
    const ours = readBuiltInRules();
    const { data } = await app.ask("{ triggerRules { id name enabled version savedBy } }");
    expect(data?.["triggerRules"]).toEqual(
      ours.map(({ name }) => ({
        id: toNodeId("TriggerRule", name),
        name,
        enabled: true,
        version: 1,
        savedBy: "system:built-in",
      })),
    );
    const { store } = app.app;
    const parts = { ...store, clock: systemClock };
    expect(await installRules(parts, ours)).toEqual([]);

    const changed = { ...definition, priority: 1 };
    await save({ id: "rul_complaint", name: "complaint", enabled: false, definition: changed, version: 1 });
    const released = ours.map((rule) => ({ ...rule, definition: { ...rule.definition, priority: 0.01 } }));
    expect(await installRules(parts, released)).toEqual(
      ours.map(({ name }) => name).filter((name) => name !== "complaint"),
    );
    expect(await store.triggerRules.findRule("complaint")).toMatchObject({
      enabled: false,
      definition: changed,
    });
    expect(await store.triggerRules.findRule("cart-abandoned")).toMatchObject({ version: 2, enabled: true });
  });
});

describe("a rule", () => {
  test("is saved, changed by who knows its version, listed and found as a node", async () => {
    const { rule } = await save({ name: "입금 알림", enabled: true, definition });
    expect(rule).toMatchObject({
      name: "입금 알림",
      enabled: true,
      version: 1,
      definition,
      savedBy: "test-analyst",
    });
    const change = { id: rule!.id, name: "입금 알림", enabled: false, definition, version: 1 };
    expect(await save(change)).toMatchObject({ rule: { id: rule!.id, version: 2, enabled: false } });
    expect(await save(change)).toMatchObject({
      rule: null,
      refusal: { code: "STALE_VERSION", field: "version" },
    });
    const { data } = await app.ask(
      `query ($id: ID!) { triggerRules { id name version } node(id: $id) { ... on TriggerRule { name version } } }`,
      { id: rule!.id },
    );
    expect(data?.["triggerRules"]).toContainEqual({ id: rule!.id, name: "입금 알림", version: 2 });
    expect(data?.["node"]).toEqual({ name: "입금 알림", version: 2 });
  });

  test("that is wrong is refused with the place of the mistake, and nothing is kept", async () => {
    const wrong = { ...definition, when: { count: { of: { event: "transfer.booked" }, atLeast: 3 } } };
    expect(await save({ name: "wrong", enabled: true, definition: wrong })).toMatchObject({
      rule: null,
      refusal: { code: "INVALID_INPUT", field: "definition.when.count.within", message: "It is missing." },
    });
    const { data } = await app.ask("{ triggerRules { name } }");
    expect(data?.["triggerRules"]).not.toContainEqual({ name: "wrong" });
  });

  test.each([
    ["another name for a rule", { id: "rul_entry", name: "other", version: 1 }, "INVALID_INPUT", "name"],
    ["a name that is none", { name: "__proto__" }, "INVALID_INPUT", "name"],
    ["a new rule under a name that is taken", { name: "taken" }, "CONFLICT", "name"],
    [
      "a change of a rule that is not there",
      { id: "rul_nowhere", name: "nowhere", version: 1 },
      "NOT_FOUND",
      "id",
    ],
    ["a change without a version", { id: "rul_taken", name: "taken" }, "INVALID_INPUT", "version"],
    [
      "text that cannot be kept",
      { name: "nul", definition: { ...definition, topic: "\u0000" } },
      "INVALID_INPUT",
      "definition",
    ],
  ])("is refused with %s", async (_, input, code, field) => {
    await save({ name: "taken", enabled: true, definition });
    expect(await save({ enabled: true, definition, ...input })).toMatchObject({
      rule: null,
      refusal: { code, field },
    });
  });

  test("of twenty who change it at once gets one next version", async () => {
    const { rule } = await save({ name: "raced", enabled: true, definition });
    const change = { id: rule!.id, name: "raced", enabled: true, definition, version: 1 };
    const answers = await Promise.all(Array.from({ length: 20 }, () => save(change)));
    expect(answers.filter((answer) => answer.rule !== null)).toHaveLength(1);
    expect(answers.filter((answer) => answer.refusal?.code === "STALE_VERSION")).toHaveLength(19);
  });

  test("is made by analysts and administrators, read by agents, and hidden from front ends", async () => {
    const denied = await save({ name: "mine", enabled: true, definition }, { role: "AGENT" });
    expect(denied.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect((await app.ask("{ triggerRules { name } }", {}, { role: "AGENT" })).errors).toBeUndefined();
    const front = await app.ask("{ triggerRules { name } }", {}, { role: "FRONTEND" });
    expect(front.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });
});
