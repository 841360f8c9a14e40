import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  abandoned,
  at,
  compile,
  hour,
  minute,
  replay,
  unfinished,
  views,
  web,
} from "../../../../test/fakes/replay-rules.js";
import { shiftInstant } from "../../../shared/instant.js";
import { evaluateEvent, evaluateTime } from "./evaluate.js";
import type { ConsideredMoment } from "./moment.js";
import { createRuleSet } from "./rule-set.js";
import { createCustomerState } from "./rule-state.js";

describe("over any history", () => {
  const all = createRuleSet([
    ...views.rules.values(),
    ...abandoned.rules.values(),
    ...unfinished.rules.values(),
  ]);
  const anyEvents = fc
    .array(
      fc.record({
        minutes: fc.integer({ min: 0, max: 4_000 }),
        name: fc.constantFrom(
          "Cart",
          "Purchase",
          "Product Viewed",
          "Application Started",
          "Begun",
          "Stepped",
        ),
        product: fc.constantFrom("적금", "대출"),
        sessionId: fc.constantFrom("s", "t"),
        delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
      }),
      { maxLength: 40 },
    )
    .map((drawn) =>
      drawn
        .map(({ minutes, name, delay, ...more }, n) => {
          const event = web(String(n).padStart(3, "0"), name, minutes * minute, more);
          return { ...event, recordedAt: shiftInstant(event.occurredAt, delay * minute) };
        })
        // The log is in the order of recording.
        .toSorted((left, right) => Date.parse(left.recordedAt) - Date.parse(right.recordedAt)),
    );
  const ids = (moments: readonly ConsideredMoment[]) => moments.map(({ id }) => id).toSorted();

  test("a replay gives the same moments, with each id once", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const once = replay(all, events, 10_000 * minute).found;
        expect(replay(all, events, 10_000 * minute).found).toEqual(once);
        expect(new Set(ids(once)).size).toBe(once.length);
      }),
    );
  });

  test("each rule finds the same alone and beside others", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const together = replay(all, events, 10_000 * minute).found;
        for (const [name, rule] of all.rules) {
          const alone = replay(createRuleSet([rule]), events, 10_000 * minute).found;
          expect(ids(alone)).toEqual(ids(together.filter((moment) => moment.rule.name === name)));
        }
      }),
    );
  });

  test("the order of an event's members changes nothing", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const reversed = events.map((event) => ({
          ...event,
          record: Object.fromEntries(Object.entries(event.record as object).toReversed()),
        }));
        expect(replay(all, reversed, 10_000 * minute).found).toEqual(
          replay(all, events, 10_000 * minute).found,
        );
      }),
    );
  });

  test("looking at the time in between, as timers do, changes nothing", () => {
    fc.assert(
      fc.property(anyEvents, fc.array(fc.nat({ max: 60 }), { maxLength: 10 }), (events, looks) => {
        const expected = ids(replay(all, events, 10_000 * minute).found);
        const state = createCustomerState();
        const context = { customerId: "c" };
        const found = events.flatMap((event, n) => {
          // A timer fires when the clock is past it: at the latest just before the next event is recorded.
          const look = looks.includes(n) ? evaluateTime(state, event.recordedAt, all, context).moments : [];
          return [...look, ...evaluateEvent(state, event, all, context).moments];
        });
        found.push(...evaluateTime(state, at(10_000 * minute), all, context).moments);
        expect(ids(found)).toEqual(expected);
      }),
    );
  });

  test("a count finds what a look at all events at once finds", () => {
    const once = createRuleSet([
      compile(
        "once",
        `when: { count: { of: { event: web-event.recorded, where: { name: Product Viewed } }, atLeast: 2, within: PT1H } }
by: product
reEligibleAfter: P800D`,
      ),
    ]);
    fc.assert(
      fc.property(anyEvents, (events) => {
        const inOrder = events
          .map((event) => ({ ...event, recordedAt: event.occurredAt }))
          .toSorted(
            (left, right) =>
              Date.parse(left.occurredAt) - Date.parse(right.occurredAt) || (left.id < right.id ? -1 : 1),
          );
        const times = new Map<string, number[]>();
        for (const { record, occurredAt } of inOrder) {
          const { name, product } = record as { name: string; product: string };
          if (name === "Product Viewed")
            times.set(product, [...(times.get(product) ?? []), Date.parse(occurredAt)]);
        }
        const expected = [...times].flatMap(([product, list]) => {
          const found = list.findIndex((time, n) => n > 0 && time - list[n - 1]! <= hour);
          return found < 0 ? [] : [`${product} ${String(list[found])}`];
        });
        const moments = replay(once, inOrder).moments.map(
          ([product, time]) => `${product} ${String(Date.parse(time))}`,
        );
        expect(new Set(moments)).toEqual(new Set(expected));
      }),
    );
  });
});
