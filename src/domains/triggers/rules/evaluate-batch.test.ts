import { describe, expect, test } from "vitest";
import {
  abandoned,
  at,
  cart,
  day,
  minute,
  purchase,
  view,
  views,
} from "../../../../test/fakes/replay-rules.js";
import { createRuleSet } from "./rule-set.js";
import { evaluateBatch, evaluateDue, type BatchResult, type PlacedEvent } from "./evaluate-batch.js";
import type { RuleEvent } from "./evaluate.js";
import type { OpenedStates } from "./rule-state-store.js";

const customer = "00000000-0000-0000-0000-000000000001";
const other = "11111111-0000-0000-0000-000000000001";
const rules = createRuleSet([...views.rules.values(), ...abandoned.rules.values()]);

function place(cursor: number, event: RuleEvent, customerId = customer): PlacedEvent {
  return { cursor: BigInt(cursor), customerId, event, rules };
}

function open(result?: BatchResult, more: Partial<OpenedStates> = {}): OpenedStates {
  const states = new Map(result?.states.map(({ customerId, state }) => [customerId, state]));
  return { customers: new Map([[customer, customer]]), states, merged: [], ...more };
}

describe("a batch", () => {
  const three = [view("a", 0), view("b", 1), view("c", 2)];

  test("answers the states that changed, with what they wait for", () => {
    const { states, moments } = evaluateBatch([place(1, cart("a", 0))], open(), rules, undefined);
    expect(moments).toEqual([]);
    expect(states).toMatchObject([{ customerId: customer, dueAt: "2024-03-04T00:30:00.000001Z" }]);
    expect(evaluateBatch([], open(), rules, undefined).states).toEqual([]);
  });

  test("counts an event once, however often and in which company it is delivered", () => {
    const placed = three.map((event, n) => place(n + 1, event));
    const first = evaluateBatch(placed.slice(0, 2), open(), rules, undefined);
    const second = evaluateBatch(placed, open(first), rules, undefined);
    expect(second.moments).toHaveLength(1);
    const third = evaluateBatch(placed, open(second), rules, undefined);
    expect([third.moments, third.states]).toEqual([[], []]);
  });

  test("is the same in one piece or in many", () => {
    const placed = [...three, cart("d", 200), purchase("e", 210), cart("f", 300)].map((event, n) =>
      place(n + 1, event),
    );
    const whole = evaluateBatch(placed, open(), rules, undefined);
    let last: BatchResult | undefined;
    const ids: string[] = [];
    for (const event of placed) {
      last = evaluateBatch([event], open(last), rules, undefined);
      ids.push(...last.moments.map(({ id }) => id));
    }
    expect(ids).toEqual(whole.moments.map(({ id }) => id));
    expect(last?.states).toEqual(whole.states);
  });

  test("leaves out who was erased, and gives events to whom their customer was merged into", () => {
    const placed = three.map((event, n) => place(n + 1, event, n === 0 ? other : customer));
    const alone = evaluateBatch(placed, open(), rules, undefined);
    expect(alone.moments).toEqual([]);
    const both = new Map([
      [customer, customer],
      [other, customer],
    ]);
    expect(
      evaluateBatch(placed, open(undefined, { customers: both }), rules, undefined).moments,
    ).toHaveLength(1);
  });

  test("takes over what was remembered of whoever turned out to be the same person", () => {
    const theirs = evaluateBatch(
      [place(1, view("a", 0), other), place(2, view("b", 1), other)],
      { customers: new Map([[other, other]]), states: new Map(), merged: [] },
      rules,
      undefined,
    );
    const merged = [{ fromId: other, intoId: customer, state: theirs.states[0]!.state }];
    const result = evaluateBatch([place(3, view("c", 2))], open(undefined, { merged }), rules, undefined);
    expect(result.moments).toMatchObject([{ customerId: customer, evidence: ["web_a", "web_b", "web_c"] }]);
    expect(result.absorbed).toEqual([other]);
  });

  test("knows what happened before anybody watched, and tells nothing of it", () => {
    const past = {
      histories: new Map([[customer, [view("a", 0), view("b", 1), view("b2", 1.5), cart("x", 100)]]]),
      watchedSince: at(10 * 60 * minute),
    };
    const first = evaluateBatch([place(1, view("c", 12))], open(), rules, past);
    expect(first.moments).toMatchObject([{ evidence: ["web_a", "web_b", "web_b2", "web_c"] }]);
    expect(first.moments).toHaveLength(1);
    const second = evaluateBatch([place(2, view("d", 13))], open(first), rules, past);
    expect(second.states[0]?.state).toContain('"h":1');
    expect(second.moments).toEqual([]);
  });
});

describe("what is due", () => {
  test("is completed once, and the state then waits for nothing", () => {
    const waiting = evaluateBatch([place(1, cart("a", 0))], open(), rules, undefined);
    const early = evaluateDue([customer], at(30 * minute), open(waiting), rules);
    expect(early.moments).toEqual([]);
    const due = evaluateDue([customer], at(31 * minute), open(waiting), rules);
    expect(due.moments).toHaveLength(1);
    expect(due.states).toMatchObject([{ dueAt: null }]);
    expect(evaluateDue([customer], at(day), open(due), rules).moments).toEqual([]);
  });

  test("of a rule that is gone is forgotten", () => {
    const waiting = evaluateBatch([place(1, cart("a", 0))], open(), rules, undefined);
    const gone = evaluateDue([customer], at(day), open(waiting), views);
    expect(gone.moments).toEqual([]);
    expect(gone.states).toMatchObject([{ dueAt: null }]);
  });
});
