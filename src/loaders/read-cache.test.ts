import { describe, expect, test } from "vitest";
import type { IdentityKey } from "../domains/identity/identity.js";
import { toWebEvent } from "../../test/fakes/records.js";
import type { SourceAsk } from "../sources/kit/define-source.js";
import { ReadCache } from "./read-cache.js";

const login = (value: string): IdentityKey => ({ namespace: "LOGIN_ID", value });
const ask = (value: string, limit = 3): SourceAsk<"webEvents"> => ({ key: login(value), page: { limit } });

function start(maxRecords?: number) {
  const time = { now: new Date("2026-01-01T00:00:00Z") };
  const cache = new ReadCache({ now: () => time.now }, maxRecords);
  const keep = (asked: SourceAsk<"webEvents">, ids: readonly string[], mark = cache.mark()): void =>
    cache.keep(
      "web",
      "webEvents",
      asked,
      ids.map((id) => toWebEvent(id)),
      mark,
    );
  const find = (asked: SourceAsk<"webEvents">, forMs = 1_000): readonly string[] | undefined =>
    cache.find("web", "webEvents", asked, forMs)?.records.map(({ recordId }) => recordId);
  return { time, cache, keep, find };
}

describe("a kept page", () => {
  test("is found under its source, facet, identity and page only", () => {
    const { cache, keep, find } = start();
    keep(ask("ann"), ["h1"]);
    expect(find(ask("ann"))).toEqual(["h1"]);
    expect(find(ask("ann", 4))).toBeUndefined();
    expect(find(ask("bob"))).toBeUndefined();
    expect(cache.find("app", "webEvents", ask("ann"), 1_000)).toBeUndefined();
  });

  test("has the time of its read, and is found until it is older than wanted", () => {
    const { time, cache, keep, find } = start();
    const readAt = time.now;
    keep(ask("ann"), []);
    time.now = new Date(readAt.getTime() + 1_000);
    expect(cache.find("web", "webEvents", ask("ann"), 1_000)?.asOf).toEqual(readAt);
    time.now = new Date(readAt.getTime() + 1_001);
    expect(find(ask("ann"))).toBeUndefined();
  });
});

describe("what was forgotten", () => {
  test("is gone on all pages of the identity, and on no other's", () => {
    const { cache, keep, find } = start();
    keep(ask("ann"), ["h1"]);
    keep(ask("ann", 9), ["h1"]);
    keep(ask("bob"), ["h2"]);
    cache.forget("webEvents", login("ann"));
    expect([find(ask("ann")), find(ask("ann", 9)), find(ask("bob"))]).toEqual([undefined, undefined, ["h2"]]);
  });

  test("is not brought back by a read that began before, but by one that began after", () => {
    const { cache, keep, find } = start();
    const before = cache.mark();
    cache.forget("webEvents", login("ann"));
    keep(ask("ann"), ["old"], before);
    expect(find(ask("ann"))).toBeUndefined();
    keep(ask("ann"), ["new"]);
    expect(find(ask("ann"))).toEqual(["new"]);
  });

  test("stays so when more was forgotten than is remembered", () => {
    const { cache, keep, find } = start();
    const before = cache.mark();
    cache.forget("webEvents", login("ann"));
    for (let n = 0; n < 10_001; n += 1) cache.forget("transfers", login(String(n)));
    keep(ask("ann"), ["old"], before);
    expect(find(ask("ann"))).toBeUndefined();
  });
});

test("the memory has a bound: what was used least lately goes first", () => {
  const { cache, keep, find } = start(6);
  keep(ask("ann"), ["h1", "h2"]);
  keep(ask("bob"), ["h3", "h4"]);
  find(ask("ann"));
  keep(ask("eve"), ["h5", "h6"]);
  expect([find(ask("ann")), find(ask("bob")), find(ask("eve"))]).toEqual([
    ["h1", "h2"],
    undefined,
    ["h5", "h6"],
  ]);
  keep(
    ask("eve"),
    Array.from({ length: 9 }, (_, n) => `h${String(n)}`),
  );
  expect(cache.isEmpty).toBe(true);
});
