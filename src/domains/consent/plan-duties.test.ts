import { describe, expect, test } from "vitest";
import { makeConsentRecord } from "../../../test/fakes/consent-record.js";
import { Channel } from "../customer/channel.js";
import { ConsentState, Purpose } from "./consent.js";
import { planDuties, planReconfirmation, toTimers } from "./plan-duties.js";

const given = { occurredAt: "2026-11-23T01:02:03Z" } as const;
const plan = (more: Parameters<typeof makeConsentRecord>[0]) =>
  planDuties(makeConsentRecord({ ...given, ...more })).map(({ kind, dueAt, remindAt }) => ({
    kind,
    dueAt,
    remindAt,
  }));
const notice = { kind: "RESULT_NOTICE", dueAt: "2026-12-07T15:00:00Z", remindAt: "2026-11-30T15:00:00Z" };
const reconfirmation = {
  kind: "RECONFIRMATION",
  dueAt: "2028-11-22T15:00:00Z",
  remindAt: "2028-10-23T15:00:00Z",
};

describe("the duties of a consent", () => {
  test("to advertising are to tell the result within 14 days and to ask again before two years are over", () => {
    expect(plan({})).toEqual([reconfirmation, notice]);
    expect(plan({ state: "RENEWED" })).toEqual([reconfirmation, notice]);
    expect(plan({ night: true, channel: "PUSH" })).toEqual([reconfirmation, notice]);
  });

  test("after a no or a withdrawal are to tell the result", () => {
    expect(plan({ state: "REFUSED" })).toEqual([notice]);
    expect(plan({ state: "WITHDRAWN" })).toEqual([notice]);
  });

  test("are none where the person has not answered", () => {
    for (const state of Object.values(ConsentState)) {
      if (["GIVEN", "RENEWED", "REFUSED", "WITHDRAWN"].includes(state)) continue;
      expect(plan({ state })).toEqual([]);
    }
  });

  test("are for advertising that is transmitted, and for no other purpose", () => {
    for (const purpose of Object.values(Purpose)) {
      expect(plan({ purpose })).toHaveLength(purpose === "MARKETING" ? 2 : 0);
    }
    const without = Object.values(Channel).filter((channel) => plan({ channel }).length === 0);
    expect(without.toSorted()).toEqual(["ATM", "BRANCH", "POST"]);
  });

  test("include its end, and no question for a consent that ends before it", () => {
    const validUntil = "2027-01-01T00:00:00Z";
    const expiry = { kind: "EXPIRY", dueAt: validUntil, remindAt: null };
    expect(plan({ validUntil })).toEqual([expiry, notice]);
    expect(plan({ validUntil, purpose: "ANALYTICS" })).toEqual([expiry]);
    expect(plan({ validUntil: reconfirmation.dueAt }).map(({ kind }) => kind)).toEqual([
      "EXPIRY",
      "RESULT_NOTICE",
    ]);
    expect(plan({ validUntil: "2029-01-01T00:00:00Z" })).toContainEqual(reconfirmation);
    expect(plan({ validUntil, state: "WITHDRAWN" })).toEqual([notice]);
  });

  test("have one id for one record, whoever plans them", () => {
    const record = makeConsentRecord(given);
    expect(planDuties(record)).toEqual(planDuties(record));
    expect(new Set(planDuties(record).map(({ id }) => id)).size).toBe(2);
  });

  test("come round every two years from the day of the consent, however late one was done", () => {
    const record = makeConsentRecord(given);
    expect(planReconfirmation(record, reconfirmation.dueAt)?.dueAt).toBe("2030-11-22T15:00:00Z");
    expect(planReconfirmation(record, "2029-06-01T00:00:00Z")?.dueAt).toBe("2030-11-22T15:00:00Z");
  });

  test("wait for their reminder first, then for their time, and when closed for nothing", () => {
    const [duty] = planDuties(makeConsentRecord(given));
    expect(toTimers([duty!]).map(({ at }) => at)).toEqual([duty?.remindAt]);
    expect(toTimers([{ ...duty!, raisedAt: duty!.remindAt }]).map(({ at }) => at)).toEqual([duty?.dueAt]);
    expect(toTimers([{ ...duty!, status: "DONE" }])).toEqual([]);
  });
});
