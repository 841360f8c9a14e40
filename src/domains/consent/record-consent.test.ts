import { beforeEach, describe, expect, test } from "vitest";
import { makeActor } from "../../../test/fakes/actor.js";
import { createMemoryUnitOfWork } from "../../../test/fakes/memory-unit-of-work.js";
import { decideConsent } from "./decide-consent.js";
import { recordConsent, type RecordConsentInput } from "./record-consent.js";

const kim = "00000000-0000-5000-8000-000000000001";
const now = "2026-11-23T01:02:03.456Z";
let unitOfWork: ReturnType<typeof createMemoryUnitOfWork>;
let ids = 0;
let keys = 0;
beforeEach(() => {
  unitOfWork = createMemoryUnitOfWork([kim]);
  ids = 0;
});

const record = (more: Partial<RecordConsentInput> = {}) =>
  recordConsent(
    { unitOfWork, clock: { now: () => new Date(now) }, newId: () => `id-${String(++ids)}` },
    makeActor("agent-7"),
    {
      clientKey: `key-${String(++keys)}`,
      customerId: kim,
      purpose: "MARKETING",
      state: "GIVEN",
      noticeVersion: "2026 1",
      collectionMethod: "app-settings",
      ...more,
    },
  );
const refusal = (code: string, field: string) => ({
  refusal: expect.objectContaining({ code, field }) as object,
});

describe("a no to every channel", () => {
  test("may follow consents that were given for single channels, and ends them from that instant", async () => {
    await record({ channel: "SMS" });
    await record({ channel: "EMAIL", occurredAt: "2026-11-20T00:00:00Z" });
    const withdrawn = await record({ state: "WITHDRAWN" });
    expect(withdrawn).toMatchObject({
      // The clock stands still here, and the order is kept nevertheless.
      record: { state: "WITHDRAWN", channel: null, occurredAt: "2026-11-23T01:02:03.456001Z" },
    });
    const decide = (channel: "SMS" | "EMAIL") =>
      decideConsent(unitOfWork.state.consents.slice(0, 3), "MARKETING", channel, new Date(now));
    expect([decide("SMS"), decide("EMAIL")]).toEqual(["REFUSED", "REFUSED"]);
  });

  test("is no withdrawal where no channel has a valid consent, of this purpose and half of the day", async () => {
    expect(await record({ state: "WITHDRAWN" })).toEqual(refusal("INVALID_TRANSITION", "state"));
    await record({ channel: "SMS", state: "REFUSED" });
    await record({ channel: "SMS", night: true });
    await record({ channel: "SMS", purpose: "ANALYTICS" });
    expect(await record({ state: "WITHDRAWN" })).toEqual(refusal("INVALID_TRANSITION", "state"));
    expect(await record({ channel: "EMAIL", state: "WITHDRAWN" })).toEqual(
      refusal("INVALID_TRANSITION", "state"),
    );
  });

  test("may be said by the person or by somebody else, but a renewal of all is none of one", async () => {
    await record({ channel: "SMS" });
    expect(await record({ state: "RENEWED" })).toEqual(refusal("INVALID_TRANSITION", "state"));
    expect(await record({ state: "REVOKED" })).toMatchObject({ record: { state: "REVOKED" } });
  });

  test("is followed by a yes to one channel, also within the same millisecond", async () => {
    await record({ channel: "SMS" });
    await record({ state: "WITHDRAWN" });
    const again = await record({ channel: "SMS", state: "RENEWED" });
    expect(again).toMatchObject({ record: { occurredAt: "2026-11-23T01:02:03.456002Z" } });
  });
});

describe("a recorded consent", () => {
  test("has every field of the standard, also where the caller says little", async () => {
    const expected = {
      id: "id-1",
      receiptId: "id-2",
      customerId: kim,
      schemaVersion: "ISO/IEC TS 27560:2023",
      purpose: "MARKETING",
      channel: null,
      night: false,
      state: "GIVEN",
      lawfulBasis: "dpv:Consent",
      privacyNotice: "privacy-notice:2026%201",
      noticeVersion: "2026 1",
      language: "ko",
      jurisdiction: "KR",
      collectionMethod: "app-settings",
      withdrawalMethod: "At any time and free of charge: app settings, branch or call centre.",
      actor: "agent-7",
      onBehalfOf: null,
      evidence: null,
      occurredAt: now,
      validUntil: null,
      previousRecordId: null,
    };
    expect(await record()).toEqual({ record: expected, customerId: kim });
    expect(unitOfWork.state.consents).toEqual([expected]);
    expect(unitOfWork.state.events).toEqual([
      {
        type: "consent.recorded",
        kind: "CONSENT",
        customerId: kim,
        recordId: "id-1",
        record: expected,
        occurredAt: now,
        dedupKey: "consent:id-1",
      },
    ]);
  });

  test("keeps times to the microsecond, and texts in one spelling", async () => {
    const answer = await record({
      occurredAt: "2026-11-22T10:00:00.123456+09:00",
      validUntil: "2027-01-01T00:00:00.500Z",
      language: "KO-kr",
      noticeVersion: " 2026-1 ",
      onBehalfOf: "부모".normalize("NFD"),
      evidence: " 동의서 2026-000123 ",
    });
    expect(answer).toMatchObject({
      record: {
        occurredAt: "2026-11-22T01:00:00.123456Z",
        validUntil: "2027-01-01T00:00:00.5Z",
        language: "ko-KR",
        noticeVersion: "2026-1",
        onBehalfOf: "부모",
        evidence: "동의서 2026-000123",
      },
    });
  });

  test("is later than the one before it when both are recorded in the same millisecond", async () => {
    await record();
    expect(await record({ state: "WITHDRAWN" })).toMatchObject({
      record: { occurredAt: "2026-11-23T01:02:03.456001Z" },
    });
  });
});

describe("a consent is refused", () => {
  test.each<[string, Partial<RecordConsentInput>, string, string]>([
    ["for an unknown customer", { customerId: "nobody" }, "NOT_FOUND", "customerId"],
    ["when nothing can be withdrawn", { state: "WITHDRAWN" }, "INVALID_TRANSITION", "state"],
    [
      "when it lies further in the future than a clock may be ahead",
      { occurredAt: "2026-11-23T01:03:03.457Z" },
      "INVALID_INPUT",
      "occurredAt",
    ],
    ["when its time is none", { occurredAt: "2026-02-30T00:00:00Z" }, "INVALID_INPUT", "occurredAt"],
    [
      "when it has ended already",
      { occurredAt: "2026-01-01T00:00:00Z", validUntil: now },
      "INVALID_INPUT",
      "validUntil",
    ],
    [
      "when it ends before it begins",
      { validUntil: "2026-11-23T01:02:03.455Z" },
      "INVALID_INPUT",
      "validUntil",
    ],
    ["when the language is no tag", { language: "korean!" }, "INVALID_INPUT", "language"],
    ["when the language is unknown", { language: "qx" }, "INVALID_INPUT", "language"],
    ["when the notice has no version", { noticeVersion: "  " }, "INVALID_INPUT", "noticeVersion"],
    ["when the notice is empty", { privacyNotice: "" }, "INVALID_INPUT", "privacyNotice"],
    ["when nobody says how it was collected", { collectionMethod: "" }, "INVALID_INPUT", "collectionMethod"],
    ["when a text is too long", { onBehalfOf: "x".repeat(201) }, "INVALID_INPUT", "onBehalfOf"],
    ["when a text cannot be kept", { onBehalfOf: "a\0b" }, "INVALID_INPUT", "onBehalfOf"],
    ["when a text ends in half a letter", { onBehalfOf: "a\ud83d" }, "INVALID_INPUT", "onBehalfOf"],
    ["without a client key", { clientKey: "" }, "INVALID_INPUT", "clientKey"],
  ])("%s", async (_, more, code, field) => {
    expect(await record(more)).toEqual(refusal(code, field));
    expect(unitOfWork.state.consents).toEqual([]);
    expect(unitOfWork.state.events).toEqual([]);
  });

  test("when it is before the record that it follows", async () => {
    await record({ occurredAt: "2026-11-20T00:00:00Z" });
    expect(await record({ state: "WITHDRAWN", occurredAt: "2026-11-19T00:00:00Z" })).toEqual(
      refusal("INVALID_INPUT", "occurredAt"),
    );
  });

  test("when its client key was used with another input", async () => {
    await record({ clientKey: "k" });
    expect(await record({ clientKey: "k", state: "REFUSED" })).toEqual(refusal("CONFLICT", "clientKey"));
  });
});

describe("consent to contact at night", () => {
  test("is a state of its own, with its own chain beside that of the day", async () => {
    const day = await record({ channel: "SMS" });
    const night = await record({ channel: "SMS", night: true });
    expect(night).toMatchObject({ record: { night: true, previousRecordId: null } });
    expect(await record({ channel: "SMS", state: "WITHDRAWN" })).toMatchObject({
      record: { night: false, previousRecordId: (day as { record: { id: string } }).record.id },
    });
    expect(await record({ channel: "SMS", night: true, state: "RENEWED" })).toMatchObject({
      record: { state: "RENEWED", previousRecordId: (night as { record: { id: string } }).record.id },
    });
  });

  test("cannot be withdrawn where only the day's consent was given", async () => {
    await record({ channel: "SMS" });
    expect(await record({ channel: "SMS", night: true, state: "WITHDRAWN" })).toEqual(
      refusal("INVALID_TRANSITION", "state"),
    );
  });
});

describe("a repeated call", () => {
  test("gives the first answer, also when null takes the place of what was left out", async () => {
    const first = await record({ clientKey: "k" });
    expect(await record({ clientKey: " k ", channel: null, occurredAt: null })).toEqual(first);
    expect(unitOfWork.state.consents).toHaveLength(1);
  });
});

describe("an expired consent", () => {
  test("may be renewed, and a withdrawal from the time before it expired still counts", async () => {
    unitOfWork.state.consents.push({
      ...((await record({ channel: "SMS" })) as { record: (typeof unitOfWork.state.consents)[number] })
        .record,
      channel: "EMAIL",
      occurredAt: "2026-01-01T00:00:00Z",
      validUntil: "2026-06-01T00:00:00Z",
    });
    expect(await record({ channel: "EMAIL", state: "EXPIRED", occurredAt: "2026-07-01T00:00:00Z" })).toEqual(
      refusal("INVALID_TRANSITION", "state"),
    );
    expect(
      await record({ channel: "EMAIL", state: "WITHDRAWN", occurredAt: "2026-05-01T00:00:00Z" }),
    ).toHaveProperty("record");
    expect(await record({ channel: "EMAIL", state: "GIVEN" })).toHaveProperty("record");
  });
});
