import { beforeEach, describe, expect, test } from "vitest";
import { makeActor } from "../../../test/fakes/actor.js";
import { createMemoryUnitOfWork } from "../../../test/fakes/memory-unit-of-work.js";
import { attendConsentDuty } from "./attend-consent-duty.js";
import { completeConsentDuty } from "./complete-consent-duty.js";
import type { ConsentDutyKind } from "./consent-duty.js";
import type { ConsentRecord } from "./consent.js";
import { planMissingDuties } from "./plan-missing-duties.js";
import { recordConsent, type RecordConsentInput } from "./record-consent.js";

const kim = "00000000-0000-5000-8000-000000000001";
const agent = makeActor("agent-7");
let unitOfWork: ReturnType<typeof createMemoryUnitOfWork>;
let now: Date;
let keys = 0;
beforeEach(() => {
  unitOfWork = createMemoryUnitOfWork([kim]);
  now = new Date("2026-11-23T01:02:03Z");
});

const parts = () => ({ unitOfWork, clock: { now: () => now } });
const record = async (more: Partial<RecordConsentInput> = {}): Promise<ConsentRecord> => {
  const answer = await recordConsent(parts(), agent, {
    clientKey: `key-${String(++keys)}`,
    customerId: kim,
    purpose: "MARKETING",
    channel: "SMS",
    state: "GIVEN",
    noticeVersion: "2026-1",
    collectionMethod: "app-settings",
    ...more,
  });
  if ("refusal" in answer) throw new Error(answer.refusal.message);
  return answer.record;
};
const dutyOf = (kind: ConsentDutyKind, recordId?: string) =>
  unitOfWork.state.duties.findLast(
    (duty) => duty.kind === kind && (recordId === undefined || duty.recordId === recordId),
  )!;
/** Lets the time pass to an instant, firing every timer that is due by then, in order. */
const passTo = async (instant: string) => {
  for (;;) {
    const due = [...unitOfWork.state.timers.values()]
      .filter(({ at }) => at <= instant)
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
    if (due === undefined) break;
    now = new Date(due.at);
    unitOfWork.state.timers.delete(due.key);
    await attendConsentDuty(parts(), due.payload["id"] ?? "");
  }
  now = new Date(instant);
};
const types = () => unitOfWork.state.events.map(({ type }) => type);
const complete = (id: string, more: object = {}) =>
  completeConsentDuty(parts(), agent, { clientKey: `key-${String(++keys)}`, id, method: "sms", ...more });

describe("a consent whose time is over", () => {
  test("is ended by the gateway, with a record and an event like any other", async () => {
    const given = await record({ purpose: "ANALYTICS", channel: null, validUntil: "2027-01-01T00:00:00Z" });
    await passTo("2027-01-02T00:00:00Z");
    const [, ended] = unitOfWork.state.consents;
    expect(ended).toMatchObject({
      state: "EXPIRED",
      actor: "system:consent-expiry",
      previousRecordId: given.id,
      occurredAt: "2027-01-01T00:00:00Z",
      noticeVersion: "2026-1",
      validUntil: null,
    });
    expect(types()).toEqual(["consent.recorded", "consent.recorded"]);
    expect(unitOfWork.state.events[1]).toMatchObject({ kind: "CONSENT", recordId: ended?.id, record: ended });
    expect(dutyOf("EXPIRY")).toMatchObject({ status: "DONE", closedBy: "system:consent-expiry" });
  });

  test("ends once, however often and wherever its timer fires", async () => {
    await record({ purpose: "ANALYTICS", validUntil: "2027-01-01T00:00:00Z" });
    now = new Date("2027-01-01T00:00:00Z");
    const { id } = dutyOf("EXPIRY");
    await Promise.all([1, 2, 3, 4, 5].map(() => attendConsentDuty(parts(), id)));
    expect(unitOfWork.state.consents.map(({ state }) => state)).toEqual(["GIVEN", "EXPIRED"]);
  });

  test("does not end when the timer comes early, which is then set again", async () => {
    await record({ purpose: "ANALYTICS", validUntil: "2027-01-01T00:00:00Z" });
    unitOfWork.state.timers.clear();
    await attendConsentDuty(parts(), dutyOf("EXPIRY").id);
    expect(unitOfWork.state.consents).toHaveLength(1);
    expect([...unitOfWork.state.timers.values()].map(({ at }) => at)).toEqual(["2027-01-01T00:00:00Z"]);
  });

  test("does not end when a newer answer came in between", async () => {
    const first = await record({ purpose: "ANALYTICS", validUntil: "2027-01-01T00:00:00Z" });
    const { id } = dutyOf("EXPIRY");
    now = new Date("2026-12-01T00:00:00Z");
    await record({ purpose: "ANALYTICS", state: "RENEWED" });
    expect(dutyOf("EXPIRY", first.id)).toMatchObject({ status: "CANCELLED", closedBy: "agent-7" });
    expect(unitOfWork.state.timers.size).toBe(0);
    now = new Date("2027-02-01T00:00:00Z");
    await attendConsentDuty(parts(), id);
    expect(unitOfWork.state.consents.map(({ state }) => state)).toEqual(["GIVEN", "RENEWED"]);
  });

  test("does not end when it is no longer the person's present one, or when the person is gone", async () => {
    await record({ purpose: "ANALYTICS", validUntil: "2027-01-01T00:00:00Z" });
    unitOfWork.state.customers.clear();
    await passTo("2027-02-01T00:00:00Z");
    expect(unitOfWork.state.consents).toHaveLength(1);
    expect(dutyOf("EXPIRY")).toMatchObject({ status: "CANCELLED", closedBy: "system:consent-duties" });
  });
});

describe("the notice of the result", () => {
  test("is called for a week before, then missed, each once", async () => {
    await record({ state: "REFUSED" });
    await passTo("2026-12-01T00:00:00Z");
    expect(types()).toEqual(["consent.recorded", "consent-duty.raised"]);
    await passTo("2027-06-01T00:00:00Z");
    expect(types()).toEqual(["consent.recorded", "consent-duty.raised", "consent-duty.overdue"]);
    expect(dutyOf("RESULT_NOTICE")).toMatchObject({ status: "OVERDUE", raisedAt: "2026-11-30T15:00:00Z" });
  });

  test("is done once it is said how, also when it is late, and then rests", async () => {
    await record({ state: "REFUSED" });
    const { id } = dutyOf("RESULT_NOTICE");
    await passTo("2026-12-24T00:00:00Z");
    expect(await complete(id, { note: " 고객센터에서 안내 " })).toMatchObject({
      customerId: kim,
      duty: {
        status: "DONE",
        closedAt: "2026-12-24T00:00:00Z",
        closedBy: "agent-7",
        method: "sms",
        note: "고객센터에서 안내",
      },
    });
    expect(types().at(-1)).toBe("consent-duty.completed");
    expect(unitOfWork.state.timers.size).toBe(0);
    expect(await complete(id)).toMatchObject({ refusal: { code: "INVALID_TRANSITION", field: "id" } });
  });

  test("stays owed when the person changes their mind", async () => {
    const yes = await record();
    now = new Date("2026-11-25T00:00:00Z");
    const no = await record({ state: "WITHDRAWN" });
    expect(dutyOf("RESULT_NOTICE", yes.id).status).toBe("OPEN");
    expect(dutyOf("RESULT_NOTICE", no.id).status).toBe("OPEN");
  });
});

describe("the question whether a person still agrees", () => {
  test("is due before two years are over, and answered by a further yes", async () => {
    const given = await record();
    await passTo("2028-11-01T00:00:00Z");
    expect(dutyOf("RECONFIRMATION")).toMatchObject({ status: "OPEN", raisedAt: "2028-10-23T15:00:00Z" });
    const renewed = await record({ state: "RENEWED", collectionMethod: "app-prompt" });
    expect(dutyOf("RECONFIRMATION", given.id)).toMatchObject({ status: "DONE", method: "app-prompt" });
    expect(types().slice(-2)).toEqual(["consent.recorded", "consent-duty.completed"]);
    expect(dutyOf("RECONFIRMATION", renewed.id)).toMatchObject({
      dueAt: "2030-10-31T15:00:00Z",
      status: "OPEN",
    });
  });

  test("comes again after two more years when it was asked and nobody answered", async () => {
    await record();
    await passTo("2028-11-01T00:00:00Z");
    await complete(dutyOf("RECONFIRMATION").id);
    expect(unitOfWork.state.duties.filter(({ kind }) => kind === "RECONFIRMATION")).toMatchObject([
      { dueAt: "2028-11-22T15:00:00Z", status: "DONE" },
      { dueAt: "2030-11-22T15:00:00Z", status: "OPEN" },
    ]);
  });

  test("is missed in silence by nobody: it is overdue, and the consent still stands", async () => {
    await record();
    await passTo("2028-11-23T00:00:00Z");
    expect(dutyOf("RECONFIRMATION").status).toBe("OVERDUE");
    expect(unitOfWork.state.consents).toHaveLength(1);
  });

  test("falls away with a withdrawal", async () => {
    const given = await record();
    now = new Date("2027-01-01T00:00:00Z");
    await record({ state: "WITHDRAWN" });
    expect(dutyOf("RECONFIRMATION", given.id).status).toBe("CANCELLED");
  });
});

describe("completing a duty is refused", () => {
  test("for one that there is not, one that happens by itself, and one that fell away", async () => {
    const given = await record({ validUntil: "2030-01-01T00:00:00Z" });
    expect(await complete("nobody")).toMatchObject({ refusal: { code: "NOT_FOUND", field: "id" } });
    expect(await complete(dutyOf("EXPIRY").id)).toMatchObject({
      refusal: { code: "INVALID_INPUT", field: "id" },
    });
    now = new Date("2027-01-01T00:00:00Z");
    await record({ state: "WITHDRAWN" });
    const id = dutyOf("RECONFIRMATION", given.id).id;
    expect(await complete(id)).toMatchObject({ refusal: { code: "INVALID_TRANSITION" } });
    expect(await complete(id, { method: " " })).toMatchObject({
      refusal: { code: "INVALID_INPUT", field: "method" },
    });
  });

  test("a second time under the same key it gives the first answer", async () => {
    await record({ state: "REFUSED" });
    const { id } = dutyOf("RESULT_NOTICE");
    const first = await complete(id, { clientKey: "once" });
    expect(await complete(id, { clientKey: "once" })).toEqual(first);
    expect(types().filter((type) => type === "consent-duty.completed")).toHaveLength(1);
  });
});

describe("consents that came without duties", () => {
  test("get those that can be met yet, once", async () => {
    await record({ validUntil: "2030-01-01T00:00:00Z" });
    await record({ channel: "EMAIL", occurredAt: "2023-05-01T00:00:00Z" });
    await record({ channel: "PUSH", state: "REFUSED", occurredAt: "2024-01-01T00:00:00Z" });
    const planned = unitOfWork.state.duties.length;
    unitOfWork.state.duties = [];
    unitOfWork.state.timers.clear();
    const { signal } = new AbortController();
    // All but the notices of 2023 and 2024, of which nobody knows whether they were given.
    expect(await planMissingDuties(parts(), signal)).toBe(planned - 2);
    expect(unitOfWork.state.timers.size).toBe(planned - 2);
    expect(await planMissingDuties(parts(), signal)).toBe(0);
  });
});
