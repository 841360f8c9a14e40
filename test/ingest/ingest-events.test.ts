// Events of other systems, through the one way in: what is answered for each, whose it becomes, and what waits.
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import type { IngestDoor } from "../../src/domains/ingest/dead-letter.js";
import type { IngestBatch } from "../../src/domains/ingest/ingest.js";
import type { SentEvent } from "../../src/domains/ingest/sent-event.js";
import type { IdentityKey } from "../../src/domains/identity/identity.js";
import { toCustomerId } from "../../src/domains/identity/plan-links.js";
import { createIngest } from "../../src/ingest/ingest-events.js";
import { createIdentityFollower, linkAllIdentities } from "../../src/ingest/link-identities.js";
import { silentLogger } from "../../src/observability/logger.js";
import { createScriptedSource, type ScriptedSource } from "../fakes/scripted-source.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const now = new Date("2026-11-23T12:00:00.000Z");
const at = "2026-11-23T11:00:00Z";
let store: TestStore;
let ingest: IngestBatch;

beforeAll(async () => {
  store = await createTestStore({ clock: { now: () => now } });
  ingest = createIngest({
    unitOfWork: store.unitOfWork,
    identityStore: store.identities,
    clock: { now: () => now },
    logger: silentLogger,
  });
});
afterAll(() => store[Symbol.asyncDispose]());

let people = 0;
/** A customer of the CRM with a login. */
async function addPerson(): Promise<{ id: string; crm: IdentityKey; login: IdentityKey }> {
  const n = String(++people);
  const crm: IdentityKey = { namespace: "CRM_ID", value: `c${n}` };
  const login: IdentityKey = { namespace: "LOGIN_ID", value: `login-${n}` };
  await link(crm, crm, login);
  return { id: toCustomerId(crm), crm, login };
}

async function link(subject: IdentityKey, ...identities: readonly IdentityKey[]): Promise<void> {
  const seen = { subject, verified: false, firstSeenAt: at, lastSeenAt: at };
  await store.unitOfWork.run((transaction) =>
    transaction.identities.link(
      "crm",
      identities.map((identity) => ({ ...seen, identity, verified: identity.namespace === "CRM_ID" })),
    ),
  );
}

const cookie = (value: string = randomUUID()): IdentityKey => ({ namespace: "ANONYMOUS_ID", value });
const track = (subject: IdentityKey, more: Partial<SentEvent> = {}): SentEvent => ({
  id: randomUUID(),
  source: "shop",
  type: "web.track",
  subject,
  time: at,
  data: { name: "Product Viewed", product: "적금" },
  ...more,
});
const send = (events: readonly unknown[], door: IngestDoor = "GRAPHQL", isTrusted = true) =>
  ingest({ door, source: door === "SEGMENT" ? "shop" : null, isTrusted, events });
const statuses = async (...sent: Parameters<typeof send>) =>
  (await send(...sent)).map(({ status, reason }) =>
    reason === null ? status : `${status} ${reason.split(":")[0]}`,
  );

async function listLog(customerId: string): Promise<readonly string[]> {
  const events = await createPostgresEventLog(store).read(0n, 500, { customerIds: [customerId] });
  return events
    .filter(({ kind }) => kind !== "IDENTITY")
    .map(({ record }) => (record as { name: string }).name);
}
const listRecords = async <F extends "webEvents" | "consultations" | "transfers" | "contacts">(
  facet: F,
  customerId: string,
) => (await store.ownRecords.loadRecords(facet, [{ customerId, page: { limit: 100 } }]))[0] ?? [];
const countRows = async (table: string) =>
  ((await store.sql(`select count(*)::int as n from ${table}`)) as { n: number }[])[0]!.n;

describe("a batch of events", () => {
  test("is answered event by event in its order, and taken once however often it is sent", async () => {
    const { id, login } = await addPerson();
    const events = [track(login), track(login, { type: "nothing.known" }), track(login)];
    expect(await statuses(events)).toEqual(["ACCEPTED", "REJECTED UNKNOWN_TYPE", "ACCEPTED"]);
    expect(await statuses(events)).toEqual(["DUPLICATE", "REJECTED UNKNOWN_TYPE", "DUPLICATE"]);
    expect(await listLog(id)).toHaveLength(2);
  });

  test("that holds an event twice takes it once; another source may use the same id", async () => {
    const { id, login } = await addPerson();
    const event = track(login);
    expect(await statuses([event, event, { ...event, source: "app" }])).toEqual([
      "ACCEPTED",
      "DUPLICATE",
      "ACCEPTED",
    ]);
    expect(await listLog(id)).toHaveLength(2);
  });

  test("may come many times at once and still counts once", async () => {
    const { id, login } = await addPerson();
    const events = Array.from({ length: 40 }, () => track(login));
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(events)));
    const accepted = answers.flat().filter(({ status }) => status === "ACCEPTED");
    expect(accepted).toHaveLength(40);
    expect(answers.flat().filter(({ status }) => status === "DUPLICATE")).toHaveLength(11 * 40);
    expect(await listLog(id)).toHaveLength(40);
  });

  test("goes with those that arrive at the same time into one transaction", async () => {
    const { login } = await addPerson();
    let transactions = 0;
    const grouping = createIngest({
      unitOfWork: {
        run: (change) => {
          transactions += 1;
          return store.unitOfWork.run(change);
        },
      },
      identityStore: store.identities,
      clock: { now: () => now },
      logger: silentLogger,
    });
    const batches = Array.from({ length: 30 }, () => [track(login), track(login)]);
    await Promise.all(
      batches.map((events) => grouping({ door: "GRAPHQL", source: null, isTrusted: true, events })),
    );
    expect(transactions).toBeLessThanOrEqual(2);
  });

  test("is refused whole when too much waits, and nothing of it is taken", async () => {
    const { id, login } = await addPerson();
    const small = createIngest({
      unitOfWork: store.unitOfWork,
      identityStore: store.identities,
      clock: { now: () => now },
      logger: silentLogger,
      maxWaiting: 10,
    });
    const batch = () => ({
      door: "GRAPHQL" as const,
      source: null,
      isTrusted: true,
      events: Array.from({ length: 8 }, () => track(login)),
    });
    const answers = await Promise.allSettled([small(batch()), small(batch()), small(batch())]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(answers[1]).toMatchObject({ reason: { code: "INGEST_QUEUE_FULL" } });
    expect(await listLog(id)).toHaveLength(8);
  });
});

describe("what an event tells", () => {
  test("is a record of the customer, with the times and the spelling of ours", async () => {
    const { id, crm } = await addPerson();
    const account: IdentityKey = { namespace: "ACCOUNT_ID", value: `110-${String(people)}` };
    await link(crm, { ...account, value: account.value.replace("-", "") });
    const transfer = {
      direction: "CREDIT",
      amount: { amount: "3200000", currency: "KRW" },
      category: "SALARY",
      counterparty: "한빛전자".normalize("NFD"),
    };
    const contact = { campaign: "spring", channel: "SMS", result: "DELIVERED" };
    expect(
      await statuses([
        track(account, { type: "transfer.booked", data: transfer, time: "2026-11-23T20:00:00.5+09:00" }),
        track(crm, { type: "contact.attempted", data: contact }),
        track(crm, { type: "profile.changed", data: { fields: ["email"] } }),
        track(crm, { type: "web.page", data: { url: "https://bank.example/loan", properties: { step: 2 } } }),
      ]),
    ).toEqual(["ACCEPTED", "ACCEPTED", "ACCEPTED", "ACCEPTED"]);
    expect(await listRecords("transfers", id)).toMatchObject([
      {
        accountId: account.value.replace("-", ""),
        amount: { amount: "3200000", currency: "KRW" },
        counterparty: "한빛전자",
        standingOrder: false,
        bookedAt: "2026-11-23T11:00:00.5Z",
      },
    ]);
    expect(await listRecords("contacts", id)).toMatchObject([
      { campaign: "spring", attempt: 1, occurredAt: at },
    ]);
    expect(await listRecords("webEvents", id)).toMatchObject([
      { type: "PAGE", name: "Page", url: "https://bank.example/loan", properties: { step: 2 } },
    ]);
  });

  test.each([[["started", "ended"]], [["ended", "started"]]])(
    "of one conversation is one record, whichever came first: %s",
    async (order) => {
      const { id, crm } = await addPerson();
      const call = `call-${String(people)}`;
      const events: Record<string, SentEvent> = {
        started: track(crm, {
          type: "consultation.started",
          time: "2026-11-23T10:00:00Z",
          data: { id: call, channel: "CALL", topic: "loan" },
        }),
        ended: track(crm, {
          type: "consultation.ended",
          time: "2026-11-23T10:20:00Z",
          data: { id: call, outcome: "solved", satisfaction: 5 },
        }),
      };
      for (const name of order) expect(await statuses([events[name]!])).toEqual(["ACCEPTED"]);
      expect(await listRecords("consultations", id)).toMatchObject([
        {
          recordId: call,
          startedAt: "2026-11-23T10:00:00Z",
          endedAt: "2026-11-23T10:20:00Z",
          channel: "CALL",
          topic: "loan",
          outcome: "solved",
          satisfaction: 5,
        },
      ]);
    },
  );

  test("of a joint account belongs to each holder, once", async () => {
    const [left, right] = [await addPerson(), await addPerson()];
    const account: IdentityKey = { namespace: "ACCOUNT_ID", value: `joint${String(people)}` };
    await link(left.crm, account);
    await link(right.crm, account);
    const event = track(account, {
      type: "transfer.booked",
      data: { direction: "DEBIT", amount: { amount: "1.50", currency: "EUR" } },
    });
    expect(await statuses([event])).toEqual(["ACCEPTED"]);
    expect(await statuses([event])).toEqual(["DUPLICATE"]);
    for (const { id } of [left, right]) expect(await listRecords("transfers", id)).toHaveLength(1);
  });
});

describe("an event that cannot be taken", () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
  const bad: [string, Partial<SentEvent>, string][] = [
    ["is of an unknown type", { type: "web.alias" }, "UNKNOWN_TYPE"],
    ["has no id", { id: "" }, "INVALID_EVENT"],
    ["has an id that is a number", { id: 7 }, "INVALID_EVENT"],
    ["has a source that is too long", { source: "s".repeat(201) }, "INVALID_EVENT"],
    ["names nobody", { subject: null }, "INVALID_IDENTITY"],
    ["names a telephone that is none", { subject: { namespace: "PHONE", value: "x" } }, "INVALID_IDENTITY"],
    ["has a day that does not exist", { time: "2026-02-30T00:00:00Z" }, "INVALID_TIME"],
    ["comes from a clock that is ahead", { time: "2026-11-23T12:06:00Z" }, "INVALID_TIME"],
    ["has data of the wrong type", { data: { name: 5 } }, "INVALID_EVENT"],
    ["has data that is a list", { data: [1] }, "INVALID_EVENT"],
    ["lacks what its type needs", { type: "transfer.booked", data: {} }, "INVALID_EVENT"],
    ["holds NUL", { data: { name: "a\0b" } }, "INVALID_TEXT"],
    ["holds NUL in a name", { data: { name: "a", properties: { "x\0": 1 } } }, "INVALID_TEXT"],
    ["holds half a surrogate pair", { data: { name: "a\ud800" } }, "INVALID_TEXT"],
    ["is nested too deep", { data: { name: "a", properties: deep(30) } }, "NESTED_TOO_DEEP"],
    ["is nested far too deep", { data: { name: "a", properties: deep(9_000) } }, "NESTED_TOO_DEEP"],
    ["is too long", { data: { name: "a", properties: { text: "가".repeat(11_000) } } }, "EVENT_TOO_LARGE"],
  ];
  test.each(bad)("because it %s is refused with its reason and kept", async (_, more, reason) => {
    const { id, login } = await addPerson();
    const before = await countRows("dead_letter");
    const good = track(login);
    expect(await statuses([track(login, more), good])).toEqual([`REJECTED ${reason}`, "ACCEPTED"]);
    expect(await listLog(id)).toHaveLength(1);
    expect(await countRows("dead_letter")).toBe(before + 1);
  });

  test("is kept once however often it is sent, sealed, and without a word of it in its reason", async () => {
    const { login } = await addPerson();
    const event = track(login, { data: { name: "", secret: "Kim's secret" } });
    await send([event]);
    const [first] = await send([event]);
    expect(first?.reason).not.toContain("Kim");
    const rows = (await store.sql("select * from dead_letter order by id desc limit 1")) as {
      count: number;
      sealed: string;
    }[];
    expect(rows[0]).toMatchObject({ count: 2, reason: "INVALID_EVENT", is_whole: true });
    expect(JSON.stringify(rows[0])).not.toContain("secret");
    expect(JSON.stringify(rows[0])).not.toContain(login.value);
  });

  test("because PostgreSQL refuses it costs itself only", async () => {
    const { id, login } = await addPerson();
    await store.sql(
      "alter table event add constraint no_curse check (record ->> 'name' is distinct from 'curse')",
    );
    try {
      const events = [track(login), track(login, { data: { name: "curse" } }), track(login)];
      expect(await statuses(events)).toEqual(["ACCEPTED", "REJECTED NOT_STORABLE", "ACCEPTED"]);
      expect(await listLog(id)).toHaveLength(2);
    } finally {
      await store.sql("alter table event drop constraint no_curse");
    }
  });

  test("whatever JSON it is, gets an answer", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 5 }), async (events) => {
        for (const door of ["GRAPHQL", "SEGMENT", "CLOUD_EVENTS"] as const) {
          const answers = await send(events, door);
          expect(answers.every(({ status }) => status === "REJECTED")).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("an event of nobody", () => {
  test("waits, and goes into the log in order when its identity becomes somebody's", async () => {
    const { id, login } = await addPerson();
    const visitor = cookie();
    const visit = (name: string) => track(visitor, { data: { name } });
    const first = visit("1");
    expect(await statuses([first])).toEqual(["ACCEPTED HELD_UNKNOWN_PERSON"]);
    expect(await statuses([first, visit("2")])).toEqual(["DUPLICATE", "ACCEPTED HELD_UNKNOWN_PERSON"]);
    expect(await listLog(id)).toEqual([]);
    const identify = track(login, {
      type: "web.identify",
      data: { name: "3", anonymousId: visitor.value, deviceId: `phone-${visitor.value}` },
    });
    expect(await statuses([identify, visit("4")])).toEqual(["ACCEPTED", "ACCEPTED"]);
    expect(await listLog(id)).toEqual(["1", "2", "3", "4"]);
    expect(await statuses([first])).toEqual(["DUPLICATE"]);
    const links = (await store.identities.loadLinks([id])).get(id) ?? [];
    expect(links.map(({ namespace, source, verified }) => [namespace, source, verified])).toEqual(
      expect.arrayContaining([
        ["ANONYMOUS_ID", "shop", false],
        ["DEVICE_ID", "shop", false],
      ]),
    );
  });

  test.each([
    [
      "when the sources are read",
      async (source: ScriptedSource) => {
        await linkAllIdentities({ sources: [source], unitOfWork: store.unitOfWork });
      },
    ],
    [
      "while a source is followed",
      async (source: ScriptedSource) => {
        const { unitOfWork, identities: identityStore } = store;
        const scan = source.identities!;
        const follow = createIdentityFollower({ source: source.name, scan, unitOfWork, identityStore });
        await follow(new AbortController().signal);
      },
    ],
  ])("goes into the log as well %s, and it is told whose the identity is", async (_, tell) => {
    const { id, crm } = await addPerson();
    const phone: IdentityKey = { namespace: "PHONE", value: `+8210${String(20_000_000 + people)}` };
    const call = track(phone, { type: "consultation.started", data: { channel: "CALL" } });
    expect(await statuses([call])).toEqual(["ACCEPTED HELD_UNKNOWN_PERSON"]);
    const source = createScriptedSource(`crm-${String(people)}`);
    const seen = { verified: true, firstSeenAt: at, lastSeenAt: at };
    source.observed.push({ subject: crm, identity: phone, ...seen });
    await tell(source);
    expect(await listRecords("consultations", id)).toHaveLength(1);
    expect(await countRows("held_event where namespace = 'PHONE'")).toBe(0);
  });

  test("waits as long as two have the same claim to it", async () => {
    const [left, right] = [await addPerson(), await addPerson()];
    const visitor = cookie();
    await link(left.login, visitor);
    await link(right.login, visitor);
    expect(await statuses([track(visitor)])).toEqual(["ACCEPTED HELD_AMBIGUOUS_PERSON"]);
    expect([...(await listLog(left.id)), ...(await listLog(right.id))]).toEqual([]);
  });

  test("is never lost between a link and the look for its holder, however they race", async () => {
    const person = await addPerson();
    const visitors = Array.from({ length: 40 }, () => cookie());
    await Promise.all(
      visitors.flatMap((visitor) => [
        send([track(visitor)]),
        send([track(person.login, { type: "web.identify", data: { anonymousId: visitor.value } })]),
      ]),
    );
    expect(await listRecords("webEvents", person.id)).toHaveLength(80);
  });

  test("of a login that nobody has waits for somebody to say who it is; a visit makes no customer", async () => {
    const login: IdentityKey = { namespace: "LOGIN_ID", value: `new-${randomUUID()}` };
    const visitor = cookie();
    const visit = track(login, { data: { name: "1", anonymousId: visitor.value } });
    expect(await statuses([visit])).toEqual(["ACCEPTED HELD_UNKNOWN_PERSON"]);
    expect(await store.identities.loadCustomers([toCustomerId(login)])).toEqual(new Map());
    const identify = track(login, { type: "web.identify", data: { name: "2", anonymousId: visitor.value } });
    expect(await statuses([identify])).toEqual(["ACCEPTED"]);
    expect(await listLog(toCustomerId(login))).toEqual(["1", "2"]);
  });
});

describe("who is who by events", () => {
  test("a device in two hands joins nobody and stays ambiguous", async () => {
    const [left, right] = [await addPerson(), await addPerson()];
    const tablet = `tablet-${String(people)}`;
    const identify = (login: IdentityKey) =>
      track(login, { type: "web.identify", data: { deviceId: tablet, phone: "010-2222-3333" } });
    await send([identify(left.login), identify(right.login)]);
    const holders = await store.identities.loadHolders([
      { namespace: "DEVICE_ID", value: tablet },
      { namespace: "PHONE", value: "+821022223333" },
    ]);
    for (const held of holders.values()) expect(held).toHaveLength(2);
    expect((await store.identities.loadCustomers([left.id, right.id])).size).toBe(2);
  });

  test("a customer number joins a login to its customer, from senders that may say so only", async () => {
    const person = await addPerson();
    const newLogin = (): IdentityKey => ({ namespace: "LOGIN_ID", value: `l-${randomUUID()}` });
    const claim = (login: IdentityKey) =>
      track(login, { type: "web.identify", data: { crmId: person.crm.value, email: "kim@bank.example" } });
    const [told, faked] = [newLogin(), newLogin()];
    await send([claim(told)]);
    await send([claim(faked)], "GRAPHQL", false);
    const holders = await store.identities.loadHolders([told, faked]);
    expect(holders.get(`LOGIN_ID:${told.value}`)?.[0]?.customerId).toBe(person.id);
    expect(holders.get(`LOGIN_ID:${faked.value}`)?.[0]?.customerId).toBe(toCustomerId(faked));
    const links = (await store.identities.loadLinks([toCustomerId(faked)])).get(toCustomerId(faked)) ?? [];
    expect(links.map(({ namespace }) => namespace)).toEqual(["LOGIN_ID"]);
  });

  test("what is known already is not written again", async () => {
    const { login } = await addPerson();
    const visitor = cookie();
    const visit = () => track(login, { data: { name: "a", anonymousId: visitor.value } });
    await send([visit()]);
    const scan = async () =>
      store.sql(
        "select xmin::text from identity_link where namespace = 'ANONYMOUS_ID' order by linked_at desc limit 1",
      );
    const before = await scan();
    await send([visit(), visit()]);
    expect(await scan()).toEqual(before);
  });
});

describe("an erased person", () => {
  test("takes what waited and what was refused along, and never comes back by an event", async () => {
    const person = await addPerson();
    const visitor = cookie();
    await link(person.login, visitor);
    const other = await addPerson();
    await link(other.login, visitor);
    await send([track(visitor), track(person.login, { data: { name: 7 } }), track(person.login)]);
    const waiting = await countRows("held_event");
    const letters = await countRows("dead_letter");
    await store.unitOfWork.run(async ({ erasures }) => {
      const subject = await erasures.lockPerson(person.id);
      const why = { requestId: "r", actor: "officer", reason: "asked" };
      await erasures.erase(subject!, { ...why, id: randomUUID(), erasedAt: at });
    });
    expect(await countRows("dead_letter")).toBe(letters - 1);
    expect(await countRows("held_event")).toBe(waiting - 1);
    const before = [await countRows("held_event"), await countRows("dead_letter"), await countRows("event")];
    expect(
      await statuses([
        track(person.login),
        track(person.login, { type: "web.identify", data: { anonymousId: randomUUID() } }),
      ]),
    ).toEqual(["REJECTED ERASED_PERSON", "REJECTED ERASED_PERSON"]);
    expect([await countRows("held_event"), await countRows("dead_letter"), await countRows("event")]).toEqual(
      before,
    );
  });
});
