import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";
import { toCustomerId } from "../harness/showcase-ids.js";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const internalApp: Caller = { role: "INTERNAL_APP", purpose: "SERVICE" };
const customerId = toCustomerId("seoyeon");

const recordConsent = `mutation ($input: RecordConsentInput!) {
  recordConsent(input: $input) {
    record { id receiptId purpose channel state previousRecordId language noticeVersion actor iso27560 }
    customer { id consents { purpose channel state validForProcessing } }
    refusal { code field message }
  }
}`;
const updatePreferences = `mutation ($input: UpdatePreferencesInput!) {
  updatePreferences(input: $input) {
    preferences { locale timeZone quietHours { from to } nightContact topics { topic subscribed } channels { channel allowed maxPerWeek } version }
    customer { id preferences { version } }
    refusal { code field message }
  }
}`;
const recordConsultation = `mutation ($input: RecordConsultationInput!) {
  recordConsultation(input: $input) {
    consultation { id channel startedAt endedAt topic summary satisfaction agentId }
    customer { id consultations(first: 1) { edges { node { id summary } } } }
    refusal { code field message }
  }
}`;

interface Payload {
  readonly record?: { readonly id: string; readonly previousRecordId: string | null };
  readonly consultation?: { readonly id: string };
  readonly preferences?: { readonly version: number };
  readonly customer: {
    readonly consents?: readonly {
      purpose: string;
      channel: string | null;
      state: string;
      validForProcessing: boolean;
    }[];
  } | null;
  readonly refusal: { readonly code: string; readonly field: string | null; readonly message: string } | null;
}

async function change(query: string, input: object, caller: Caller = internalApp): Promise<Payload> {
  const { data, errors } = await app.ask(query, { input }, caller);
  expect(errors).toBeUndefined();
  return Object.values(data ?? {})[0] as unknown as Payload;
}

let keys = 0;
const consent = (more: object = {}) => ({
  clientKey: `key-${String((keys += 1))}`,
  customerId,
  purpose: "MARKETING",
  channel: "POST",
  state: "GIVEN",
  noticeVersion: "2026-03",
  collectionMethod: "branch-form",
  ...more,
});

describe("recording consent", () => {
  it("keeps the night apart from the day, and shows it to those who ask for it", async () => {
    const night = await change(
      recordConsent,
      consent({ channel: "MESSENGER", night: true, evidence: "동의서 2026-000123" }),
    );
    expect(night.refusal).toBeNull();
    const read = async (argument: string) => {
      const { data } = await app.ask(
        `{ customer(id: "${customerId}") {
             consents${argument} { channel night state record { evidenceReference } } } }`,
      );
      type Found = { channel: string; night: boolean }[];
      const { consents } = (data as unknown as { customer: { consents: Found } }).customer;
      return consents.filter(({ channel }) => channel === "MESSENGER");
    };
    const record = { evidenceReference: "동의서 2026-000123" };
    const expected = [{ channel: "MESSENGER", night: true, state: "GIVEN", record }];
    expect((await read("")).filter((one) => one.night)).toEqual([]);
    expect(await read("(night: true)")).toEqual(expected);
    expect((await read("(night: null)")).filter((one) => one.night)).toEqual(expected);
  });

  it("holds for the next read, in the same answer and in the next", async () => {
    await change(recordConsent, consent());
    const { record, customer, refusal } = await change(recordConsent, consent({ state: "WITHDRAWN" }));
    expect(refusal).toBeNull();
    expect(record?.previousRecordId).toMatch(/^cns_/);
    const withdrawn = {
      purpose: "MARKETING",
      channel: "POST",
      state: "WITHDRAWN",
      validForProcessing: false,
    };
    expect(customer?.consents).toContainEqual(withdrawn);
    const { data } = await app.ask(
      `{ customer(id: "${customerId}") { consents { purpose channel state validForProcessing } } }`,
    );
    expect((data as unknown as { customer: { consents: object[] } }).customer.consents).toContainEqual(
      withdrawn,
    );
  });

  it("does nothing twice for one client key, and refuses the key for something else", async () => {
    const input = consent({ channel: "SMS", purpose: "ANALYTICS" });
    const [first, second] = [await change(recordConsent, input), await change(recordConsent, input)];
    expect(second.record).toEqual(first.record);
    const other = await change(recordConsent, { ...input, state: "REFUSED" });
    expect(other).toMatchObject({ record: null, customer: null, refusal: { code: "CONFLICT" } });
  });

  it("can be about the purpose alone, whatever the channel", async () => {
    const { channel: _channel, ...input } = consent({ purpose: "ANALYTICS" });
    const { record, customer } = await change(recordConsent, input);
    expect(record).toMatchObject({
      channel: null,
      state: "GIVEN",
      language: "ko",
      actor: "test-internal_app",
    });
    expect(customer?.consents).toContainEqual({
      purpose: "ANALYTICS",
      channel: null,
      state: "GIVEN",
      validForProcessing: true,
    });
  });

  it.each([
    [
      "an unknown customer",
      { customerId: "cus_00000000-0000-5000-8000-000000000000" },
      { code: "NOT_FOUND" },
    ],
    [
      "a withdrawal of what was never given",
      { channel: "ATM", state: "WITHDRAWN" },
      { code: "INVALID_TRANSITION" },
    ],
    [
      "an end in the past",
      { validUntil: "2020-01-01T00:00:00Z" },
      { code: "INVALID_INPUT", field: "validUntil" },
    ],
    [
      "a time in the future",
      { occurredAt: "2999-01-01T00:00:00Z" },
      { code: "INVALID_INPUT", field: "occurredAt" },
    ],
    ["an empty client key", { clientKey: " " }, { code: "INVALID_INPUT", field: "clientKey" }],
    ["no language at all", { language: "한국어 말" }, { code: "INVALID_INPUT", field: "language" }],
  ])("refuses %s as data, not as an error", async (_what, more, refusal) => {
    const payload = await change(recordConsent, consent(more));
    expect(payload).toMatchObject({ record: null, customer: null, refusal });
  });

  it("is not for front ends and analysts", async () => {
    for (const role of ["FRONTEND", "ANALYST"] as const) {
      const { errors } = await app.ask(recordConsent, { input: consent() }, { role });
      expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN", field: "Mutation.recordConsent" });
    }
  });
});

describe("updating preferences", () => {
  const id = toCustomerId("emily");

  it("changes what is given and refuses a stale version", async () => {
    const { data } = await app.ask(`{ customer(id: "${id}") { preferences { version timeZone } } }`);
    const { version } = (data as unknown as { customer: { preferences: { version: number } } }).customer
      .preferences;
    const input = {
      customerId: id,
      version,
      quietHours: { from: "22:00", to: "07:30" },
      channels: [
        { channel: "CALL", allowed: false },
        { channel: "EMAIL", allowed: true, maxPerWeek: 2 },
      ],
    };
    const updated = await change(updatePreferences, input);
    expect(updated).toMatchObject({
      preferences: { version: version + 1, quietHours: { from: "22:00", to: "07:30" } },
      customer: { preferences: { version: version + 1 } },
      refusal: null,
    });
    const stale = await change(updatePreferences, input);
    expect(stale).toMatchObject({ preferences: null, refusal: { code: "STALE_VERSION" } });
    const cleared = await change(updatePreferences, {
      customerId: id,
      version: version + 1,
      quietHours: null,
      topics: [{ topic: "대출", subscribed: false }],
    });
    expect(cleared.preferences).toMatchObject({
      quietHours: null,
      version: version + 2,
      topics: [{ topic: "대출", subscribed: false }],
    });
    expect(cleared.preferences).toMatchObject({
      channels: [
        { channel: "CALL", allowed: false, maxPerWeek: null },
        { channel: "EMAIL", allowed: true, maxPerWeek: 2 },
      ],
    });
  });

  it.each([
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ quietHours: { from: "25:00", to: "07:00" } }, "quietHours.from"],
    [{ locale: "no such language" }, "locale"],
    [{ channels: [{ channel: "SMS", allowed: true, maxPerWeek: -1 }] }, "channels"],
  ])("refuses %j naming the input", async (more, field) => {
    const { refusal } = await change(updatePreferences, {
      customerId: toCustomerId("daehyun"),
      version: 0,
      ...more,
    });
    expect(refusal?.code).toBe("INVALID_INPUT");
    expect(refusal?.field).toContain(field);
  });
});

describe("recording a consultation", () => {
  const input = {
    clientKey: "call-1",
    customerId,
    channel: "CALL",
    startedAt: "2026-07-01T01:00:00Z",
    endedAt: "2026-07-01T01:12:30Z",
    topic: "대출 상환",
    summary: "중도상환 수수료를 문의함.",
    satisfaction: 5,
  };

  it("is there for the next read, beside those of the source", async () => {
    const payload = await change(recordConsultation, input, { role: "AGENT" });
    expect(payload.refusal).toBeNull();
    expect(payload.consultation).toMatchObject({ channel: "CALL", satisfaction: 5, summary: input.summary });
    expect(payload.customer).toMatchObject({
      consultations: { edges: [{ node: { id: payload.consultation?.id } }] },
    });
    const again = await change(recordConsultation, input, { role: "AGENT" });
    expect(again.consultation?.id).toBe(payload.consultation?.id);
    const { data } = await app.ask(
      `{ node(id: "${payload.consultation?.id ?? ""}") { id ... on Consultation { summary } } customer(id: "${customerId}") { consultations(first: 200) { edges { node { id } } } timeline(first: 1, kinds: [CONSULTATION]) { edges { node { record { ... on Consultation { id } } } } } } }`,
    );
    const { node, customer } = data as unknown as {
      node: { summary: string };
      customer: {
        consultations: { edges: { node: { id: string } }[] };
        timeline: { edges: { node: { record: { id: string } } }[] };
      };
    };
    expect(node.summary).toBe(input.summary);
    const listed = customer.consultations.edges.map((edge) => edge.node.id);
    expect(listed.filter((found) => found === payload.consultation?.id)).toHaveLength(1);
    expect(listed.length).toBeGreaterThan(1);
    expect(customer.timeline.edges[0]?.node.record.id).toBe(payload.consultation?.id);
  });

  it.each([
    [{ clientKey: "call-2", endedAt: "2026-06-30T00:00:00Z" }, "endedAt"],
    [{ clientKey: "call-3", satisfaction: 6 }, "satisfaction"],
  ])("refuses %j naming the input", async (more, field) => {
    const { refusal } = await change(recordConsultation, { ...input, ...more }, { role: "AGENT" });
    expect(refusal).toMatchObject({ code: "INVALID_INPUT", field });
  });
});

describe("many at once", () => {
  it("form one chain of consents, and exactly one of equal updates wins", async () => {
    const id = toCustomerId("haeun");
    const consents = Array.from({ length: 12 }, (_, n) =>
      change(
        recordConsent,
        consent({
          customerId: id,
          purpose: "ANALYTICS",
          channel: "MESSENGER",
          clientKey: `race-${String(n)}`,
        }),
      ),
    );
    const updates = Array.from({ length: 12 }, () =>
      change(updatePreferences, { customerId: id, version: 0, nightContact: true }),
    );
    const records = (await Promise.all(consents)).flatMap(({ record }) =>
      record === undefined ? [] : [record],
    );
    expect(records).toHaveLength(12);
    expect(new Set(records.map(({ previousRecordId }) => previousRecordId)).size).toBe(12);
    const versions = (await Promise.all(updates)).map(
      ({ preferences, refusal }) => preferences?.version ?? refusal?.code,
    );
    const won = versions.filter((version) => version !== "STALE_VERSION");
    expect(won.length).toBeLessThanOrEqual(1);
  });
});
