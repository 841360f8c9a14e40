import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { showcase } from "../../src/demo/bank/showcase.js";
import { runSql } from "../harness/databases.js";
import { createDemoBank, type DemoBank } from "../harness/demo-bank.js";
import { connectLive } from "../harness/live-client.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";

// Noon in Seoul, so that no night is in the way.
const noon = new Date("2026-11-23T03:00:00Z");
let bank: DemoBank;
let app: TestApp;
beforeAll(async () => {
  bank = await createDemoBank();
  app = await startTestApp({ bank, clock: { now: () => noon } });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await bank[Symbol.asyncDispose]();
});

interface Decision {
  readonly allowed: boolean;
  readonly reasons: readonly string[];
  readonly allowedFrom: string | null;
}
type Person = keyof typeof showcase;

async function ask(person: Person, args: string, from = app): Promise<Decision> {
  const { data, errors } = await from.ask(
    `{ customer(id: "${toCustomerId(person)}") { contactability(${args}) { allowed reasons allowedFrom } } }`,
  );
  expect(errors).toBeUndefined();
  return (data as unknown as { customer: { contactability: Decision } }).customer.contactability;
}

async function change<Done>(
  name: "updatePreferences" | "recordConsent",
  type: string,
  input: object,
  answer: string,
) {
  const { data, errors } = await app.ask(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${answer} refusal { code field message } } }`,
    { input },
    { role: "INTERNAL_APP" },
  );
  expect(errors).toBeUndefined();
  return (data as unknown as Record<string, Done & { refusal: { code: string; field: string } | null }>)[
    name
  ]!;
}

async function findVersion(person: Person): Promise<number> {
  const { data } = await app.ask(`{ customer(id: "${toCustomerId(person)}") { preferences { version } } }`);
  return (data as unknown as { customer: { preferences: { version: number } } }).customer.preferences.version;
}

async function wish(person: Person, wishes: object) {
  const input = { customerId: toCustomerId(person), version: await findVersion(person), ...wishes };
  return change<{ preferences: { version: number } | null }>(
    "updatePreferences",
    "UpdatePreferencesInput",
    input,
    "preferences { version }",
  );
}

let keys = 0;
const consent = (person: Person, state: string) =>
  change(
    "recordConsent",
    "RecordConsentInput",
    {
      clientKey: `contactability-${String((keys += 1))}`,
      customerId: toCustomerId(person),
      purpose: "MARKETING",
      channel: "SMS",
      state,
      noticeVersion: "1",
      collectionMethod: "app-settings",
    },
    "record { id }",
  );

const sms = "purpose: MARKETING, channel: SMS";
const allowed: Decision = { allowed: true, reasons: [], allowedFrom: null };

describe("whether a customer may be contacted", () => {
  it("follows consent and preferences with the very next read", async () => {
    await consent("emily", "GIVEN");
    await wish("emily", {
      timeZone: "Asia/Seoul",
      quietHours: null,
      nightContact: false,
      topics: [{ topic: "대출", subscribed: false }],
      channels: [],
    });
    expect(await ask("emily", sms)).toEqual(allowed);
    expect(await ask("emily", `${sms}, topic: "대출"`)).toEqual({
      allowed: false,
      reasons: ["TOPIC_OPTED_OUT"],
      allowedFrom: null,
    });
    expect(await ask("emily", `${sms}, at: "2026-11-23T21:00:00+09:00"`)).toEqual({
      allowed: false,
      reasons: ["NIGHT_CONSENT_MISSING"],
      allowedFrom: "2026-11-23T23:00:00Z",
    });
    expect(await ask("emily", `purpose: SERVICE, channel: CALL, at: "2026-11-23T21:00:00+09:00"`)).toEqual(
      allowed,
    );
    await wish("emily", { quietHours: { from: "11:30", to: "13:00" } });
    expect(await ask("emily", sms)).toEqual({
      allowed: false,
      reasons: ["QUIET_HOURS"],
      allowedFrom: "2026-11-23T04:00:00Z",
    });
    await wish("emily", { timeZone: "America/New_York", nightContact: true });
    expect(await ask("emily", sms)).toEqual(allowed);
    await consent("emily", "WITHDRAWN");
    expect(await ask("emily", sms)).toMatchObject({ allowed: false, reasons: ["NO_CONSENT"] });
  });

  it("says no to a channel that was opted out of, in the answer, in the next read and in the event", async () => {
    await consent("minjun", "GIVEN");
    await wish("minjun", { quietHours: null, channels: [] });
    expect(await ask("minjun", sms)).toEqual(allowed);
    await using live = connectLive(app.url, await app.token());
    using stream = live.subscribe(
      `subscription ($customerId: ID!) { customerContext(customerId: $customerId) {
        kind customer { preferences { version } contactability(${sms}) { allowed reasons } }
      } }`,
      { customerId: toCustomerId("minjun") },
    );
    const eventOf = (message: { data?: unknown }) =>
      (
        message.data as {
          customerContext: {
            kind: string;
            customer: { preferences: { version: number }; contactability: object };
          };
        }
      ).customerContext;
    const snapshot = eventOf(await stream.next());
    expect(snapshot.customer.contactability).toEqual({ allowed: true, reasons: [] });
    const { version } = snapshot.customer.preferences;
    const optedOut = { allowed: false, reasons: ["CHANNEL_OPTED_OUT"] };
    const answer = await change<{ customer: object }>(
      "updatePreferences",
      "UpdatePreferencesInput",
      { customerId: toCustomerId("minjun"), version, channels: [{ channel: "SMS", allowed: false }] },
      `customer { contactability(${sms}) { allowed reasons } }`,
    );
    expect(answer).toEqual({ refusal: null, customer: { contactability: optedOut } });
    expect(await ask("minjun", sms)).toEqual({ ...optedOut, allowedFrom: null });
    const event = eventOf(await stream.next((message) => eventOf(message).kind === "PREFERENCES"));
    expect(event.customer).toEqual({ preferences: { version: version + 1 }, contactability: optedOut });
  });

  it("counts the contacts of the last seven days, and gives the time of the next one", async () => {
    await consent("seoyeon", "GIVEN");
    await wish("seoyeon", {
      quietHours: null,
      nightContact: true,
      channels: [{ channel: "SMS", allowed: true, maxPerWeek: 2 }],
    });
    expect(await ask("seoyeon", sms)).toEqual(allowed);
    await runSql(
      bank.urls.crm,
      `insert into cmpgn_cntct (cntct_no, cust_no, cmpgn_nm, offer_nm, chnl_cd, try_no, rslt_cd, cntct_dtm)
       select 'cap-' || n, $1, '특판', null, code, 1, 'DLVR', at::timestamptz
         from (values (1, 'SM', '2026-11-16T03:00:00Z'), (2, 'SM', '2026-11-17T05:30:00Z'), (3, 'TM', '2026-11-22T00:00:00Z'),
                      (4, 'SM', '2026-11-23T02:59:00Z')) as added (n, code, at)`,
      [showcase.seoyeon.custNo],
    );
    const capped = { allowed: false, reasons: ["FREQUENCY_CAP"], allowedFrom: "2026-11-24T05:30:00Z" };
    expect(await ask("seoyeon", sms)).toEqual(capped);
    expect(await ask("seoyeon", `${sms}, at: "2026-11-24T05:30:00Z"`)).toEqual(allowed);
    expect(await ask("seoyeon", "purpose: SERVICE, channel: CALL")).toEqual(allowed);
  });

  it("says no, and why, while it is not known how often the customer was contacted", async () => {
    const url = new URL(bank.settings["CAMPAIGNS_URL"] ?? "");
    url.port = "1";
    await using blind = await startTestApp({
      bank,
      clock: { now: () => noon },
      isFollowing: false,
      sourceSettings: { CAMPAIGNS_URL: url.href },
    });
    await wish("seoyeon", { channels: [{ channel: "SMS", allowed: true, maxPerWeek: 9 }] });
    expect(await ask("seoyeon", sms)).toEqual(allowed);
    expect(await ask("seoyeon", sms, blind)).toEqual({
      allowed: false,
      reasons: ["CONTACTS_UNKNOWN"],
      allowedFrom: null,
    });
    expect(await ask("seoyeon", "purpose: SERVICE, channel: CALL", blind)).toEqual(allowed);
  });

  it.each(["SERVICE", "MARKETING", "ANALYTICS", "LEGAL"] as const)(
    "is told to whoever asks for the purpose %s",
    async (purpose) => {
      const { errors } = await app.ask(
        `{ customer(id: "${toCustomerId("minjun")}") { contactability(${sms}) { allowed } preferences { version } } }`,
        {},
        { purpose },
      );
      expect(errors).toBeUndefined();
    },
  );
});

describe("the history of preferences", () => {
  it("tells who changed what and when, newest first and page by page", async () => {
    const before = await findVersion("daehyun");
    await wish("daehyun", { locale: "ko", topics: [{ topic: "투자", subscribed: true }] });
    await wish("daehyun", { locale: "en" });
    const read = async (page: string) => {
      const { data, errors } = await app.ask(
        `{ customer(id: "${toCustomerId("daehyun")}") { preferencesHistory(${page}) {
          edges { cursor node { version actor at preferences { version locale topics { topic subscribed } } } }
          pageInfo { hasNextPage endCursor }
        } } }`,
      );
      expect(errors).toBeUndefined();
      return (
        data as unknown as {
          customer: {
            preferencesHistory: {
              edges: { cursor: string; node: object }[];
              pageInfo: { hasNextPage: boolean; endCursor: string };
            };
          };
        }
      ).customer.preferencesHistory;
    };
    const topics = [{ topic: "투자", subscribed: true }];
    const change = { actor: "test-internal_app", at: "2026-11-23T03:00:00Z" };
    const newest = await read("first: 1");
    expect(newest.edges.map(({ node }) => node)).toEqual([
      { ...change, version: before + 2, preferences: { version: before + 2, locale: "en", topics } },
    ]);
    expect(newest.pageInfo.hasNextPage).toBe(true);
    const rest = await read(`first: 200, after: "${newest.pageInfo.endCursor}"`);
    expect(rest.edges[0]?.node).toEqual({
      ...change,
      version: before + 1,
      preferences: { version: before + 1, locale: "ko", topics },
    });
    // The demo's customers have their earlier versions too, down to the first.
    expect(rest.edges).toHaveLength(before + 1);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });
});

describe("preferences that do not fit", () => {
  it.each([
    ["an hour that no day has", { quietHours: { from: "25:00", to: "07:00" } }, "quietHours.from"],
    ["quiet hours without length", { quietHours: { from: "07:00", to: "07:00" } }, "quietHours"],
    ["a zone that is none", { timeZone: "Seoul" }, "timeZone"],
    ["a language that is none", { locale: "xx-klingon" }, "locale"],
    [
      "a limit below zero",
      {
        channels: [
          { channel: "CALL", allowed: true },
          { channel: "SMS", allowed: true, maxPerWeek: -1 },
        ],
      },
      "channels[1].maxPerWeek",
    ],
    [
      "a channel twice",
      {
        channels: [
          { channel: "CALL", allowed: true },
          { channel: "CALL", allowed: false },
        ],
      },
      "channels[1].channel",
    ],
    [
      "a topic twice",
      {
        topics: [
          { topic: "대출", subscribed: true },
          { topic: "대출 ", subscribed: true },
        ],
      },
      "topics[1].topic",
    ],
    ["a topic without a name", { topics: [{ topic: "", subscribed: true }] }, "topics[0].topic"],
  ])("are refused and the field is named: %s", async (_, wishes, field) => {
    const { preferences, refusal } = await wish("byungchul", wishes);
    expect(preferences).toBeNull();
    expect(refusal).toMatchObject({ code: "INVALID_INPUT", field });
  });
});
