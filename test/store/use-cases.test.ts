import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeActor } from "../fakes/actor.js";
import type { ConsentRecord } from "../../src/domains/consent/consent.js";
import { recordConsent, type RecordConsentInput } from "../../src/domains/consent/record-consent.js";
import { toVersionId } from "../../src/domains/contact-policy/preferences-store.js";
import { updatePreferences } from "../../src/domains/contact-policy/update-preferences.js";
import {
  recordConsultation,
  type RecordConsultationInput,
} from "../../src/domains/customer/record-consultation.js";
import type { IdentityKey } from "../../src/domains/identity/identity.js";
import { toCustomerId } from "../../src/domains/identity/plan-links.js";
import type { UseCaseParts } from "../../src/domains/use-case.js";
import { compareInstants } from "../../src/shared/instant.js";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { systemClock } from "../../src/shared/clock.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const actor = makeActor("agent-7");
let store: TestStore;
let parts: UseCaseParts;
let customers = 0;

beforeAll(async () => {
  store = await createTestStore();
  parts = { unitOfWork: store.unitOfWork, clock: systemClock };
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

async function link(
  namespace: "CRM_ID" | "LOGIN_ID",
  value: string,
  identity: IdentityKey = { namespace, value },
) {
  const seen = { verified: true, firstSeenAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-01-01T00:00:00Z" };
  await store.unitOfWork.run(({ identities }) =>
    identities.link("crm", [{ subject: { namespace, value }, identity, ...seen }]),
  );
  return toCustomerId({ namespace, value });
}
const newCustomer = () => link("CRM_ID", String(++customers));
const consentOf = (customerId: string, more: Partial<RecordConsentInput> = {}): RecordConsentInput => ({
  clientKey: crypto.randomUUID(),
  customerId,
  purpose: "MARKETING",
  channel: "SMS",
  state: "GIVEN",
  noticeVersion: "2026-1",
  collectionMethod: "app-settings",
  ...more,
});
const consultationOf = (
  customerId: string,
  more: Partial<RecordConsultationInput> = {},
): RecordConsultationInput => ({
  clientKey: crypto.randomUUID(),
  customerId,
  channel: "CALL",
  startedAt: "2026-01-02T03:04:05.123456Z",
  summary: "카드 분실 신고",
  ...more,
});
function done<Answer extends object>(answer: Answer): Exclude<Answer, { readonly refusal: unknown }> {
  if ("refusal" in answer) throw new Error(JSON.stringify(answer.refusal));
  return answer as Exclude<Answer, { readonly refusal: unknown }>;
}
const readEvents = async (customerId: string) =>
  createPostgresEventLog(store).read(0n, 500, { customerIds: [customerId] });

describe("recording a consent", () => {
  test("keeps the record, makes it the present one, and tells of it with one event", async () => {
    const customerId = await newCustomer();
    const given = done(await recordConsent(parts, actor, consentOf(customerId)));
    const withdrawn = done(await recordConsent(parts, actor, consentOf(customerId, { state: "WITHDRAWN" })));
    const other = done(await recordConsent(parts, actor, consentOf(customerId, { channel: null })));
    expect(withdrawn.record.previousRecordId).toBe(given.record.id);
    expect(other.record.previousRecordId).toBeNull();
    expect(await store.consents.loadPresent([customerId])).toEqual(
      new Map([[customerId, [other.record, withdrawn.record]]]),
    );
    const [history] = await store.consents.loadHistory([{ customerId, limit: 10 }]);
    expect(history).toEqual([other.record, withdrawn.record, given.record]);
    expect(await store.consents.loadByIds([given.record.id, "no uuid"])).toEqual(
      new Map([[given.record.id, given.record]]),
    );
    const events = await readEvents(customerId);
    expect(events.map(({ type, record }) => ({ type, record }))).toEqual(
      [given, withdrawn, other].map(({ record }) => ({ type: "consent.recorded", record })),
    );
  });

  test("100 different changes of one key at once makes one chain, in the order of the commits", async () => {
    const customerId = await newCustomer();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        recordConsent(
          parts,
          actor,
          consentOf(customerId, {
            state: n % 3 === 0 ? "WITHDRAWN" : "GIVEN",
            noticeVersion: `2026-${String(n)}`,
            night: n % 10 === 9,
          }),
        ),
      ),
    );
    // A withdrawal that came first is refused, since there was nothing to withdraw; all others hold.
    const accepted = answers.filter((answer) => "record" in answer);
    expect(accepted.length).toBeGreaterThanOrEqual(67);
    const events = (await readEvents(customerId)).filter(({ type }) => type === "consent.recorded");
    expect(events).toHaveLength(accepted.length);
    for (const night of [false, true]) {
      const records = events
        .map(({ record }) => record as ConsentRecord)
        .filter((record) => record.night === night);
      expect(records.map(({ previousRecordId }) => previousRecordId)).toEqual([
        null,
        ...records.slice(0, -1).map(({ id }) => id),
      ]);
      const times = records.map(({ occurredAt }) => occurredAt);
      expect(times.every((at, n) => n === 0 || compareInstants(times[n - 1] ?? "", at) < 0)).toBe(true);
    }
  });

  test("20 times at once makes one chain without a fork", async () => {
    const customerId = await newCustomer();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => recordConsent(parts, actor, consentOf(customerId))),
    );
    const records = answers.map((answer) => done(answer).record);
    const [history = []] = await store.consents.loadHistory([{ customerId, limit: 100 }]);
    expect(history).toHaveLength(20);
    expect(new Set(records.map((record) => record.id)).size).toBe(20);
    // Newest first, each names the next one as the one before it, and the last one names none.
    expect(history.map((record) => record.previousRecordId)).toEqual([
      ...history.slice(1).map(({ id }) => id),
      null,
    ]);
    const present = await store.consents.loadPresent([customerId]);
    expect(present.get(customerId)?.map(({ id }) => id)).toEqual([history[0]?.id]);
  });

  test("20 times at once with one client key is done once and answered 20 times", async () => {
    const customerId = await newCustomer();
    const input = consentOf(customerId);
    const answers = await Promise.all(Array.from({ length: 20 }, () => recordConsent(parts, actor, input)));
    const first = done(answers[0]!);
    for (const answer of answers) expect(answer).toEqual(first);
    expect((await store.consents.loadHistory([{ customerId, limit: 9 }]))[0]).toHaveLength(1);
    expect(await readEvents(customerId)).toHaveLength(1);
    const different = await recordConsent(parts, actor, { ...input, channel: "EMAIL" });
    expect(different).toMatchObject({ refusal: { code: "CONFLICT", field: "clientKey" } });
  });

  test("that is refused keeps nothing and may be tried again under the same client key", async () => {
    const customerId = await newCustomer();
    const input = consentOf(customerId, { state: "WITHDRAWN" });
    expect(await recordConsent(parts, actor, input)).toMatchObject({
      refusal: { code: "INVALID_TRANSITION" },
    });
    expect(await readEvents(customerId)).toEqual([]);
    done(await recordConsent(parts, actor, consentOf(customerId)));
    done(await recordConsent(parts, actor, input));
  });

  test("for an unknown customer is refused", async () => {
    const answer = await recordConsent(parts, actor, consentOf("00000000-0000-4000-8000-000000000000"));
    expect(answer).toMatchObject({ refusal: { code: "NOT_FOUND", field: "customerId" } });
  });

  test("under the id of a merged customer goes to the survivor, whose history holds both parts'", async () => {
    const oldId = await link("LOGIN_ID", "hong");
    const before = done(await recordConsent(parts, actor, consentOf(oldId)));
    const input = consentOf(oldId, { channel: "PUSH" });
    const moved = done(await recordConsent(parts, actor, input));
    const survivorId = await link("CRM_ID", "hong-crm", { namespace: "LOGIN_ID", value: "hong" });
    const after = done(await recordConsent(parts, actor, consentOf(oldId, { state: "WITHDRAWN" })));
    expect(after).toMatchObject({ customerId: survivorId, record: { previousRecordId: before.record.id } });
    const [history = []] = await store.consents.loadHistory([{ customerId: survivorId, limit: 9 }]);
    expect(history.map(({ id }) => id)).toEqual([after, moved, before].map(({ record }) => record.id));
    expect(new Set(history.map(({ customerId }) => customerId))).toEqual(new Set([survivorId]));
    const present = (await store.consents.loadPresent([survivorId])).get(survivorId) ?? [];
    expect(present.map(({ id }) => id)).toEqual([moved.record.id, after.record.id]);
    expect(done(await recordConsent(parts, actor, input)).customerId).toBe(survivorId);
  });

  test("can be neither changed nor deleted afterwards, not even in SQL", async () => {
    const { record } = done(await recordConsent(parts, actor, consentOf(await newCustomer())));
    await expect(
      store.sql("update consent_record set state = 'REFUSED' where id = $1", [record.id]),
    ).rejects.toThrow("append-only");
    await expect(store.sql("delete from consent_record where id = $1", [record.id])).rejects.toThrow(
      "append-only",
    );
  });

  test("with all its pages gives every record once", async () => {
    const customerId = await newCustomer();
    const occurredAt = "2026-01-02T03:04:05.000001Z";
    for (const channel of ["SMS", "EMAIL", "PUSH", "CALL", "POST"] as const) {
      done(await recordConsent(parts, actor, consentOf(customerId, { channel, occurredAt })));
    }
    const whole = (await store.consents.loadHistory([{ customerId, limit: 9 }]))[0] ?? [];
    const paged: string[] = [];
    for (let last = whole[-1]; paged.length < 9;) {
      const after = last && { at: last.occurredAt, id: last.id, inclusive: false };
      const [page = []] = await store.consents.loadHistory([
        { customerId, limit: 2, ...(after && { after }) },
      ]);
      if (page.length === 0) break;
      paged.push(...page.map(({ id }) => id));
      last = page.at(-1);
    }
    expect(paged).toEqual(whole.map(({ id }) => id));
    expect(paged).toHaveLength(5);
  });
});

describe("updating preferences", () => {
  test("20 times at once on one version has one winner", async () => {
    const customerId = await newCustomer();
    for (const version of [0, 1]) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          updatePreferences(parts, actor, {
            customerId,
            version,
            topics: [{ topic: String(n), subscribed: true }],
          }),
        ),
      );
      const winners = answers.filter((answer) => "preferences" in answer).map((answer) => answer.preferences);
      expect(winners).toHaveLength(1);
      expect(await store.preferences.loadPreferences([customerId])).toEqual(
        new Map([[customerId, winners[0]]]),
      );
      const refusals = answers.filter((answer) => "refusal" in answer).map((answer) => answer.refusal);
      expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(["STALE_VERSION"]));
      expect(refusals[0]?.message).toContain(String(version + 1));
    }
    const events = await readEvents(customerId);
    expect(events.map(({ type, record }) => [type, (record as { version: number }).version])).toEqual([
      ["preferences.updated", 1],
      ["preferences.updated", 2],
    ]);
    const [history = []] = await store.preferences.loadHistory([{ customerId, limit: 10 }]);
    expect(history.map(({ preferences }) => preferences)).toEqual(
      events.map(({ record }) => record).toReversed(),
    );
  });

  test("keeps every version with who made it, pages it, and reads it with that of those who were merged", async () => {
    const [customerId, other] = [await newCustomer(), await link("LOGIN_ID", crypto.randomUUID())];
    const at = (minute: number) => ({
      ...parts,
      clock: { now: () => new Date(Date.UTC(2026, 0, 1, 0, minute)) },
    });
    await updatePreferences(at(1), makeActor("app"), { customerId, version: 0, locale: "ko" });
    await updatePreferences(at(2), actor, { customerId: other, version: 0, locale: "en" });
    await updatePreferences(at(2), actor, { customerId, version: 1, nightContact: true });
    await store.sql("update customer set merged_into_id = $1 where id = $2", [customerId, other]);
    const load = async (limit: number, after?: { at: string; id: string; inclusive: boolean }) => {
      const [versions = []] = await store.preferences.loadHistory([
        { customerId, limit, ...(after && { after }) },
      ]);
      return versions;
    };
    const all = await load(10);
    expect(all).toMatchObject([
      {
        actor: "agent-7",
        changedAt: "2026-01-01T00:02:00Z",
        preferences: { customerId, version: 2, locale: "ko", nightContact: true },
      },
      { actor: "agent-7", preferences: { customerId: other, version: 1, locale: "en" } },
      {
        actor: "app",
        changedAt: "2026-01-01T00:01:00Z",
        preferences: { customerId, version: 1, nightContact: false },
      },
    ]);
    const paged: unknown[] = [];
    for (let [version] = await load(1); version !== undefined;) {
      paged.push(version);
      [version] = await load(1, { at: version.changedAt, id: toVersionId(version), inclusive: false });
    }
    expect(paged).toEqual(all);
  });

  test("reads back everything as it was written", async () => {
    const customerId = await newCustomer();
    const { preferences } = done(
      await updatePreferences(parts, actor, {
        customerId,
        version: 0,
        locale: "ko-kr",
        timeZone: "asia/seoul",
        quietHours: { from: "22:00", to: "07:30" },
        nightContact: true,
        topics: [{ topic: "대출", subscribed: false }],
        channels: [
          { channel: "SMS", allowed: true, maxPerWeek: 0 },
          { channel: "CALL", allowed: false },
        ],
      }),
    );
    expect(preferences).toMatchObject({ locale: "ko-KR", timeZone: "Asia/Seoul", version: 1 });
    expect((await store.preferences.loadPreferences([customerId])).get(customerId)).toEqual(preferences);
    const cleared = done(
      await updatePreferences(parts, actor, { customerId, version: 1, locale: null, quietHours: null }),
    );
    expect(cleared.preferences).toEqual({ ...preferences, locale: null, quietHours: null, version: 2 });
    expect((await store.preferences.loadPreferences([customerId])).get(customerId)).toEqual(
      cleared.preferences,
    );
  });
});

describe("recording a consultation", () => {
  test("keeps it once a client key, tells of it, and finds it by customer, filter, page and id", async () => {
    const customerId = await newCustomer();
    const input = consultationOf(customerId, {
      topic: "카드",
      satisfaction: 4,
      endedAt: "2026-01-02T03:14:05Z",
    });
    const { consultation } = done(await recordConsultation(parts, actor, input));
    expect(done(await recordConsultation(parts, actor, input))).toEqual({ consultation, customerId });
    const late = done(
      await recordConsultation(
        parts,
        actor,
        consultationOf(customerId, { channel: "CHAT", startedAt: "2026-01-03T00:00:00Z" }),
      ),
    );
    const page = (more: object, limit = 9) => ({ customerId, page: { limit, ...more } });
    const position = { at: late.consultation.startedAt, id: late.consultation.recordId, inclusive: false };
    expect(
      await store.consultations.loadConsultations([
        page({}),
        page({ filter: { channels: ["CHAT"] } }),
        page({ filter: { topics: ["카드"] } }),
        page({ filter: { since: "2026-01-03T00:00:00Z" } }),
        page({ filter: { until: "2026-01-03T00:00:00Z" } }),
        page({ after: position }),
        page({}, 1),
      ]),
    ).toEqual([
      [late.consultation, consultation],
      [late.consultation],
      [consultation],
      [late.consultation],
      [consultation],
      [consultation],
      [late.consultation],
    ]);
    const ids = [consultation.recordId, "own.nothing", "C-1"];
    expect(await store.consultations.loadByIds(ids)).toEqual(
      new Map([[consultation.recordId, { customerId, record: consultation }]]),
    );
    const events = await readEvents(customerId);
    expect(events.map(({ recordId }) => recordId)).toEqual([
      consultation.recordId,
      late.consultation.recordId,
    ]);
  });
});
