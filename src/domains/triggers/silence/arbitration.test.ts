// Algebra of who wins, and of who is held out.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeFacts, messageTerms } from "../../../../test/fakes/silence-facts.js";
import { makeTrigger } from "../../../../test/fakes/trigger.js";
import { isHeldOut } from "../rules/holdout.js";
import type { Trigger } from "../trigger.js";
import { compareWorth, decideAll, decideSilence } from "./decide-silence.js";

describe("arbitration", () => {
  const candidates = fc
    .array(
      fc.record({
        value: fc.constantFrom(0.1, 0.4, 0.4, 0.7, 0.9),
        priority: fc.constantFrom(0.2, 0.5, 0.5),
        minute: fc.integer({ min: 0, max: 3 }),
        channel: fc.constantFrom("EMAIL" as const, "CALL" as const),
      }),
      { minLength: 1, maxLength: 7 },
    )
    .map((drawn) =>
      drawn.map(({ minute, channel, ...worth }, at) =>
        makeTrigger({
          ...worth,
          id: `00000000-0000-4000-8000-00000000000${String(at)}`,
          raisedAt: `2026-11-23T02:0${String(minute)}:00Z`,
          terms: { ...messageTerms, channel },
        }),
      ),
    );
  const shuffled = candidates.chain((all) =>
    fc.record({ all: fc.constant(all), order: fc.shuffledSubarray(all, { minLength: all.length }) }),
  );
  const noon = new Date("2026-11-23T03:00:00Z");
  const bestOf = (all: readonly Trigger[]): readonly string[] =>
    (["EMAIL", "CALL"] as const).flatMap((channel) => {
      const [best] = all.filter(({ terms }) => terms.channel === channel).toSorted(compareWorth);
      return best === undefined ? [] : [best.id];
    });

  test("lets the one of best expected value win, whatever the order in which they come up together", () => {
    fc.assert(
      fc.property(shuffled, ({ all, order }) => {
        const decisions = decideAll(order, makeFacts(), noon);
        const won = all.filter(({ id }) => decisions.get(id)?.status === "RAISED").map(({ id }) => id);
        expect(new Set(won)).toEqual(new Set(bestOf(all)));
        const lost = all
          .filter(({ id }) => !won.includes(id))
          .flatMap(({ id }) => decisions.get(id)?.reasons);
        expect(lost).toEqual(lost.map(() => "LOST_ARBITRATION"));
        expect(lost).toHaveLength(all.length - won.length);
        expect(new Map(decisions)).toEqual(new Map(decideAll(all, makeFacts(), noon)));
      }),
    );
  });

  test("lets the same one win when they come up one after the other, in whatever order", () => {
    fc.assert(
      fc.property(shuffled, ({ all, order }) => {
        let open: readonly Trigger[] = [];
        for (const candidate of order) {
          const decision = decideSilence(candidate, makeFacts({ triggers: open }), noon);
          if (decision.status !== "RAISED") continue;
          const decidedAt = noon.toISOString();
          open = [...open.filter(({ id }) => !decision.outbids.includes(id)), { ...candidate, decidedAt }];
        }
        expect(new Set(open.map(({ id }) => id))).toEqual(new Set(bestOf(all)));
      }),
    );
  });
});

describe("the comparison group of a rule", () => {
  test("has the share of the customers that the rule says, and always the same ones", () => {
    const customers = 20_000;
    for (const share of [0.01, 0.1, 0.5]) {
      const ids = Array.from({ length: customers }, (_, at) => `customer-${String(at)}`);
      const held = ids.filter((id) => isHeldOut("rule", id, share));
      // Four standard deviations of a fair draw.
      const bound = 4 * Math.sqrt(share * (1 - share) * customers);
      expect(Math.abs(held.length - share * customers)).toBeLessThan(bound);
      expect(ids.filter((id) => isHeldOut("rule", id, share))).toEqual(held);
    }
  });

  test("is a tenth of a hundred thousand customers, within what chance allows", () => {
    const ids = Array.from({ length: 100_000 }, (_, at) => `customer-${String(at)}`);
    const held = ids.filter((id) => isHeldOut("cart-abandoned", id, 0.1)).length;
    expect(Math.abs(held - 10_000)).toBeLessThan(4 * Math.sqrt(0.1 * 0.9 * ids.length));
  });
});
