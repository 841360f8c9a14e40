// Trying a rule on the past through the public door, over a bank whose log is empty: the sources have what happened.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBuiltInRules } from "../../src/composition/read-built-in-rules.js";
import {
  simulateTriggerRule,
  type SimulationReader,
} from "../../src/domains/triggers/simulation/simulate-rule.js";
import { bankUntil } from "../harness/demo-bank.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false, clock: { now: () => bankUntil } });
});
afterAll(() => app[Symbol.asyncDispose]());

const analyst: Caller = { role: "ANALYST", purpose: "ANALYTICS" };
const definition = readBuiltInRules().find(({ name }) => name === "application-abandoned")!.definition;
const now = bankUntil;
const before = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();

interface Simulated {
  readonly events: number;
  readonly customers: number;
  readonly raised: number;
  readonly held: number;
  readonly asOfToday: readonly string[];
  readonly suppressed: readonly { readonly reason: string; readonly count: number }[];
  readonly examples: readonly {
    readonly id: string;
    readonly rule: string;
    readonly status: string;
    readonly customer: { readonly id: string };
    readonly evidence: readonly object[];
  }[];
  readonly refusal: { readonly code: string; readonly field: string } | null;
}

async function simulate(more: object = {}, caller = analyst, span = [before(180), before(0)]) {
  const { data, errors } = await app.ask(
    `mutation ($input: SaveTriggerRuleInput!, $from: DateTime!, $to: DateTime!) {
      simulateTriggerRule(input: $input, from: $from, to: $to) {
        events customers raised held asOfToday suppressed { reason count } refusal { code message field }
        examples { id rule status suppressedBy title customer { id } evidence { __typename } }
      }
    }`,
    { input: { name: "tried", enabled: false, definition, ...more }, from: span[0], to: span[1] },
    caller,
  );
  return { ...(data?.["simulateTriggerRule"] as unknown as Simulated), errors };
}

test("a rule is tried on what the sources have, nothing is kept of it, and who was shown is in the access log", async () => {
  const tables = async () =>
    (
      await app.app.store.read<[string]>(
        {
          name: "test-count-rows",
          text: `select (select count(*) from trigger) || ' ' || (select count(*) from event) || ' ' ||
          (select count(*) from rule_state) || ' ' || (select count(*) from trigger_rule_version)`,
        },
        [],
      )
    )[0];
  const rows = await tables();
  const found = await simulate();
  expect(found.errors).toBeUndefined();
  expect(found.asOfToday).toEqual(["RESPONSE"]);
  expect(found.refusal).toBeNull();
  expect(found.events).toBeGreaterThan(found.raised);
  const suppressed = found.suppressed.reduce((sum, { count }) => sum + count, 0);
  expect(found.raised + found.held + suppressed).toBeGreaterThan(0);
  expect(found.examples.length).toBeGreaterThan(0);
  for (const example of found.examples) {
    expect(example.rule).toBe("tried");
    expect(example.evidence.length).toBeGreaterThanOrEqual(1);
  }
  expect(await tables()).toEqual(rows);

  const shown = new Set(found.examples.map(({ customer }) => customer.id));
  const logged = await app.app.store.read<[count: string]>(
    {
      name: "test-count-entries",
      text: "select count(distinct subject_ref) from access_entry where actor = $1 and action = 'SEARCH'",
    },
    ["test-analyst"],
  );
  expect(Number(logged[0]?.[0])).toBe(shown.size);

  const again = await simulate();
  expect({ ...again, examples: again.examples.map(({ id }) => id) }).toEqual({
    ...found,
    examples: found.examples.map(({ id }) => id),
  });
});

test.each([
  ["a mistake in the rule", { definition: { when: {} } }, [before(2), before(1)], "definition.when"],
  ["a time that ends before it begins", {}, [before(1), before(2)], "from"],
  ["a time that has not begun", {}, [before(-1), before(-2)], "from"],
  ["more time than is looked at", {}, [before(500), before(1)], "from"],
  ["a name that is none", { name: "_" }, [before(2), before(1)], "name"],
])("is refused with %s", async (_, more, span, field) => {
  expect(await simulate(more, analyst, span)).toMatchObject({
    events: 0,
    examples: [],
    refusal: { code: "INVALID_INPUT", field },
  });
});

test("is for those who make rules", async () => {
  const { errors } = await simulate({}, { role: "AGENT" });
  expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
});

test("more than a request can look at is refused, with what it was", async () => {
  const reader: SimulationReader = {
    listCustomers: () => Promise.resolve({ ids: ["a"], last: "a" }),
    loadEvents: () => Promise.resolve(new Map([["a", [0, 1, 2].map(toView)]])),
    loadFacts: () => Promise.reject(new Error("no moment is to be decided on")),
    loadHistory: () => Promise.reject(new Error("no moment is to be decided on")),
  };
  const input = { name: "tried", definition, from: before(3), to: before(0) };
  let seconds = 0;
  const limits = { events: 10, milliseconds: 30_000 };
  const many = await simulateTriggerRule(reader, input, { now, elapsedMs: () => 0 }, limits);
  expect(many).toMatchObject({ refusal: { message: "It takes more than 10 events; try a shorter time." } });
  const long = await simulateTriggerRule(
    reader,
    input,
    { now, elapsedMs: () => 1_000 * (seconds += 10) },
    { ...limits, events: 1_000 },
  );
  expect(long).toMatchObject({ refusal: { message: "It takes more than 30 seconds; try a shorter time." } });
});

function toView(at: number) {
  const occurredAt = before(2 - at / 100);
  const record = { recordId: String(at), type: "TRACK", name: "Other", product: null, occurredAt };
  return { type: "web-event.recorded" as const, id: String(at), record, occurredAt, recordedAt: occurredAt };
}
