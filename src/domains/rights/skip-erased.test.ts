import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IdentityKey } from "../identity/identity.js";
import { skipErased } from "./skip-erased.js";

const toKey = (text: string): IdentityKey => {
  const [namespace, value] = text.split(":");
  return { namespace: namespace as IdentityKey["namespace"], value: value! };
};
const saw = (subject: string, identity = subject) => ({
  subject: toKey(subject),
  identity: toKey(identity),
  verified: true,
  firstSeenAt: "2026-01-01T00:00:00Z",
  lastSeenAt: "2026-01-01T00:00:00Z",
});
const keep = (observed: ReturnType<typeof saw>[], erased: string[], living: string[] = []) =>
  skipErased(observed, new Set(erased), new Set(living));

describe("observations of erased persons", () => {
  it("are left out by their customer number and their login, with all that comes with them", () => {
    const observed = [saw("CRM_ID:1"), saw("CRM_ID:1", "PHONE:+821"), saw("LOGIN_ID:kim", "ANONYMOUS_ID:c")];
    expect(keep(observed, ["CRM_ID:1", "LOGIN_ID:kim"])).toEqual({ kept: [], skipped: 3 });
  });

  it("stay where somebody living holds the subject or the identity", () => {
    const observed = [
      saw("CRM_ID:2", "PHONE:+821"),
      saw("LOGIN_ID:lee", "ANONYMOUS_ID:c"),
      saw("LOGIN_ID:kim"),
    ];
    const erased = ["PHONE:+821", "ANONYMOUS_ID:c", "LOGIN_ID:kim"];
    expect(keep(observed, erased, erased).skipped).toBe(0);
  });

  it("of a new login in an erased person's browser link the login and not the browser", () => {
    const [own, browser] = [saw("LOGIN_ID:new"), saw("LOGIN_ID:new", "ANONYMOUS_ID:c")];
    expect(keep([own, browser], ["ANONYMOUS_ID:c"])).toEqual({ kept: [own], skipped: 1 });
  });

  it("under a new customer number are a registration on purpose, with telephone and login", () => {
    const observed = [saw("CRM_ID:9"), saw("CRM_ID:9", "PHONE:+821"), saw("CRM_ID:9", "LOGIN_ID:kim")];
    expect(keep(observed, ["CRM_ID:1", "PHONE:+821", "LOGIN_ID:kim"]).kept).toEqual(observed);
  });

  it("never cost an observation that has nothing to do with the list", () => {
    const key = fc.constantFrom<string>("CRM_ID:1", "LOGIN_ID:a", "PHONE:+1", "ANONYMOUS_ID:c", "EMAIL:e");
    const list = fc.array(key);
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key)), list, list, (pairs, erased, living) => {
        const observed = pairs.map(([subject, identity]) => saw(subject, identity));
        const { kept, skipped } = keep(observed, erased, living);
        expect(kept.length + skipped).toBe(observed.length);
        for (const { subject, identity } of observed.filter((one) => !kept.includes(one))) {
          const texts = [subject, identity].map(({ namespace, value }) => `${namespace}:${value}`);
          expect(texts.some((text) => erased.includes(text) && !living.includes(text))).toBe(true);
        }
      }),
    );
  });
});
