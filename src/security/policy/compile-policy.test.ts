import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConsentState, Purpose } from "../../domains/consent/consent.js";
import { Channel } from "../../domains/customer/channel.js";
import { Role, type Viewer } from "../viewer.js";
import { loadPolicy } from "./load-policy.js";
import { parsePolicy } from "./parse-policy.js";
import type { FieldDecision, PersonStanding } from "./policy.js";

const policy = loadPolicy();
const at = new Date("2026-11-23T00:00:00Z");
const instants = ["2026-11-01T00:00:00Z", "2026-11-22T00:00:00Z", "2026-12-01T00:00:00Z"];

const anyViewer: fc.Arbitrary<Viewer> = fc.record(
  {
    id: fc.constantFrom("one", "two"),
    roles: fc.subarray(Object.values(Role), { minLength: 1 }),
    purpose: fc.constantFrom(...Object.values(Purpose)),
    expiresAt: fc.constant(at),
    branches: fc.subarray(["Gangnam", "Daegu"]),
    cases: fc.subarray(["C-1", "id-2"]),
  },
  { requiredKeys: ["id", "roles", "purpose", "expiresAt"] },
);
const anyPerson: fc.Arbitrary<PersonStanding> = fc.record({
  id: fc.constantFrom("id-1", "id-2"),
  crmId: fc.constantFrom("C-1", "C-2", null),
  consents: fc.array(
    fc.record({
      purpose: fc.constantFrom(...Object.values(Purpose)),
      channel: fc.constantFrom(null, ...Object.values(Channel)),
      state: fc.constantFrom(...Object.values(ConsentState)),
      validUntil: fc.constantFrom(null, ...instants),
      occurredAt: fc.constantFrom(...instants.slice(0, 2)),
    }),
    { maxLength: 4 },
  ),
  isRestricted: fc.boolean(),
  objections: fc.subarray(Object.values(Purpose)),
  branch: fc.constantFrom(null, "Gangnam", "Daegu", "Incheon"),
});

const openness = (decision: FieldDecision): number => ["deny", "mask", "allow"].indexOf(decision.kind);
const viewer = (change: Partial<Viewer>): Viewer => ({
  id: "agent",
  roles: ["AGENT"],
  purpose: "SERVICE",
  expiresAt: at,
  ...change,
});
const person = (change: Partial<PersonStanding> = {}): PersonStanding => ({
  id: "id-1",
  crmId: "C-1",
  consents: [],
  isRestricted: false,
  objections: [],
  branch: "Gangnam",
  ...change,
});

describe("judgements", () => {
  test("with equal keys decide equally about every field, whoever asks about whom", () => {
    const decisions = new Map<string, string>();
    // A policy of its own, so that what is compared was not made once and kept.
    const fresh = () => loadPolicy();
    fc.assert(
      fc.property(fc.array(fc.tuple(anyViewer, anyPerson), { minLength: 1, maxLength: 40 }), (pairs) => {
        const judging = fresh();
        for (const [one, other] of pairs) {
          const judgement = judging.judge(one, other, at);
          const all = [...judging.coordinates, ...judging.inputs].map((coordinate) => {
            const { kind, ...rest } = judgement.decide(coordinate);
            return [coordinate, kind, "message" in rest ? rest.message : ""].join(" ");
          });
          const text = [judgement.isClosed, ...all].join("\n");
          expect(decisions.get(judgement.key) ?? text).toBe(text);
          decisions.set(judgement.key, text);
        }
      }),
      { numRuns: 25 },
    );
    expect(decisions.size).toBeGreaterThan(50);
  });

  test("show no less to more roles", () => {
    fc.assert(
      fc.property(anyViewer, anyPerson, fc.constantFrom(...Object.values(Role)), (one, other, role) => {
        const narrow = policy.judge(one, other, at);
        const wide = policy.judge({ ...one, roles: [...one.roles, role] }, other, at);
        for (const coordinate of policy.coordinates) {
          expect(openness(wide.decide(coordinate))).toBeGreaterThanOrEqual(
            openness(narrow.decide(coordinate)),
          );
        }
      }),
    );
  });

  test("of a person never show more than of nobody in particular, and the same where the person is no matter", () => {
    fc.assert(
      fc.property(anyViewer, anyPerson, (one, other) => {
        const general = policy.judgeViewer(one);
        const particular = policy.judge(one, other, at);
        for (const coordinate of policy.coordinates) {
          const [before, after] = [general.decide(coordinate), particular.decide(coordinate)];
          expect(openness(after)).toBeLessThanOrEqual(openness(before));
          const expected = policy.isOpen(coordinate) ? "allow" : before.kind;
          expect(policy.dependsOnPerson(coordinate) ? expected : after.kind).toBe(expected);
        }
      }),
    );
  });

  test("only do what their rules can do", () => {
    fc.assert(
      fc.property(anyViewer, anyPerson, (one, other) => {
        const judgement = policy.judge(one, other, at);
        for (const coordinate of policy.coordinates) {
          const decision = judgement.decide(coordinate);
          const isRefused = decision.kind === "deny" && decision.isRefused;
          const outcome = decision.kind === "mask" ? "MASKED" : isRefused ? "REFUSED" : "NULL";
          expect(decision.kind === "allow" || policy.outcomes(coordinate).has(outcome)).toBe(true);
        }
      }),
    );
  });

  test("are right again after so many standings that the first ones were forgotten", () => {
    const before = policy.judge(viewer({ purpose: "MARKETING" }), person(), at);
    const subsets = Array.from({ length: 63 }, (_, bits) =>
      Object.values(Role).filter((__, bit) => ((bits + 1) >> bit) & 1),
    );
    for (const roles of subsets) {
      for (const purpose of Object.values(Purpose)) {
        for (const isRestricted of [true, false]) {
          for (const objections of [[], [purpose]]) {
            policy.judge(viewer({ roles, purpose }), person({ isRestricted, objections }), at);
          }
        }
      }
    }
    const after = policy.judge(viewer({ purpose: "MARKETING" }), person(), at);
    expect(after.key).toBe(before.key);
    expect(after.decide("Customer.profile")).toEqual(before.decide("Customer.profile"));
  });

  test("throw for a field without a rule instead of guessing", () => {
    const judgement = policy.judgeViewer(viewer({}));
    expect(() => judgement.decide("Customer.shoeSize")).toThrow(
      "Customer.shoeSize has no rule in the policy.",
    );
    expect(() => policy.sensitivity("Customer.shoeSize")).toThrow("has no rule");
  });
});

describe("the key of a viewer's rights", () => {
  test("is equal only for viewers whom every person is judged alike for", () => {
    fc.assert(
      fc.property(anyViewer, anyViewer, fc.array(anyPerson, { minLength: 1 }), (one, other, persons) => {
        if (policy.rightsKey(one) !== policy.rightsKey(other)) return;
        expect(policy.needs(one)).toEqual(policy.needs(other));
        for (const each of persons) {
          expect(policy.judge(one, each, at).key).toBe(policy.judge(other, each, at).key);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("says nothing of who the viewer is, of the order of roles, nor of assignments that do not matter", () => {
    const key = (change: Partial<Viewer>) => policy.rightsKey(viewer(change));
    expect(key({ id: "one" })).toBe(key({ id: "two" }));
    expect(key({ roles: ["AGENT", "ANALYST"] })).toBe(key({ roles: ["ANALYST", "AGENT", "AGENT"] }));
    expect(key({ roles: ["ADMIN"], branches: ["Daegu"] })).toBe(key({ roles: ["ADMIN"] }));
    expect(key({ cases: ["C-1", "C-2"] })).toBe(key({ cases: ["C-2", "C-1"] }));
  });

  test("tells roles, purposes, branches and cases apart", () => {
    const keys = [
      {},
      { roles: ["ANALYST" as const] },
      { purpose: "MARKETING" as const },
      { branches: [] },
      { branches: ["Daegu"] },
      { branches: ["Daegu", "Gangnam"] },
      { branches: ['Daegu","Gangnam'] },
      { cases: ["Daegu"] },
    ].map((change) => policy.rightsKey(viewer(change)));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("reach", () => {
  const reaches = (change: Partial<Viewer>, of: Partial<PersonStanding> = {}): boolean =>
    !policy.judge(viewer(change), person(of), at).isClosed;

  test("of an agent is everybody without an assignment, and what is assigned with one", () => {
    expect(reaches({})).toBe(true);
    expect(reaches({ branches: ["Gangnam"] })).toBe(true);
    expect(reaches({ branches: ["Daegu"] })).toBe(false);
    expect(reaches({ cases: ["C-1"] })).toBe(true);
    expect(reaches({ cases: ["id-1"] })).toBe(true);
    expect(reaches({ cases: ["C-2"], branches: ["Daegu"] })).toBe(false);
    expect(reaches({ cases: ["C-2"], branches: ["Gangnam"] })).toBe(true);
  });

  test("of an empty assignment is nobody, and a person without branch and number is in no branch and no case", () => {
    expect(reaches({ branches: [] })).toBe(false);
    expect(reaches({ cases: [] })).toBe(false);
    expect(reaches({ branches: ["Gangnam"], cases: ["C-1"] }, { branch: null, crmId: null })).toBe(false);
  });

  test("of several roles is that of the widest", () => {
    expect(reaches({ roles: ["AGENT", "ADMIN"], branches: [] })).toBe(true);
  });

  test("without an assignment is nobody where the policy says so", () => {
    const text = readFileSync("policy.yml", "utf8").replace(
      "withoutAssignment: EVERYBODY",
      "withoutAssignment: NOBODY",
    );
    const strict = parsePolicy(text, "strict.yml");
    expect(strict.judge(viewer({}), person(), at).isClosed).toBe(true);
    expect(strict.judge(viewer({ cases: ["C-1"] }), person(), at).isClosed).toBe(false);
    expect(strict.judge(viewer({ roles: ["ADMIN"] }), person(), at).isClosed).toBe(false);
  });

  test("needs a branch only of whom branches decide about, and consents only for purposes that hang on them", () => {
    expect(policy.needs(viewer({}))).toEqual({ consents: false, branch: false });
    expect(policy.needs(viewer({ branches: ["Gangnam"] }))).toEqual({ consents: false, branch: true });
    expect(policy.needs(viewer({ branches: [], cases: ["C-1"] })).branch).toBe(false);
    expect(policy.needs(viewer({ roles: ["ADMIN"], branches: ["Gangnam"] })).branch).toBe(false);
    expect(policy.needs(viewer({ purpose: "MARKETING" })).consents).toBe(true);
    expect(policy.needs(viewer({ purpose: "ANALYTICS" })).consents).toBe(true);
    expect(policy.needs(viewer({ purpose: "LEGAL" })).consents).toBe(false);
  });
});

test("one word makes statistics ask for a yes", () => {
  const text = readFileSync("policy.yml", "utf8").replace("ANALYTICS: OBJECTION", "ANALYTICS: CONSENT");
  const analyst = viewer({ roles: ["ANALYST"], purpose: "ANALYTICS" });
  expect(policy.judge(analyst, person(), at).decide("Customer.transfers").kind).toBe("allow");
  expect(
    parsePolicy(text, "opt-in.yml").judge(analyst, person(), at).decide("Customer.transfers"),
  ).toMatchObject({
    kind: "deny",
    isRefused: false,
    reason: "NO_CONSENT",
    message: "needs a consent for ANALYTICS, which the person has not given",
  });
});
