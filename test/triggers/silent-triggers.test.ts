// Triggers that wait, and what a person's no does to them, over a real store.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordConsent } from "../../src/domains/consent/record-consent.js";
import type { Channel } from "../../src/domains/customer/channel.js";
import { updatePreferences } from "../../src/domains/contact-policy/update-preferences.js";
import { erasePersonalData } from "../../src/domains/rights/erase-personal-data.js";
import { recordRightsRequest } from "../../src/domains/rights/record-rights-request.js";
import { claimTrigger } from "../../src/domains/triggers/work-trigger.js";
import type { TriggerTerms } from "../../src/domains/triggers/trigger-terms.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import { makeActor } from "../fakes/actor.js";
import { messageTerms } from "../fakes/silence-facts.js";
import { makeTrigger } from "../fakes/trigger.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { decideOver } from "./deciding.js";

const time = { now: new Date("2026-11-23T03:00:00Z") };
const clock = { now: () => time.now };
const noon = "2026-11-23T03:00:00Z";
const night = "2026-11-23T14:00:00Z";
const morning = "2026-11-23T23:00:00Z";
const agent = makeActor("agent-7");

let store: TestStore;
beforeAll(async () => {
  store = await createTestStore({ clock });
});
afterAll(() => store[Symbol.asyncDispose]());

const parts = () => ({ unitOfWork: store.unitOfWork, clock });
const setTime = (now: string): void => void (time.now = new Date(now));

/** A new customer who said yes to marketing. */
async function addCustomer(): Promise<string> {
  const id = randomUUID();
  await store.sql("insert into customer (id) values ($1)", [id]);
  await consent(id, "GIVEN");
  return id;
}

async function consent(customerId: string, state: "GIVEN" | "WITHDRAWN", channel: Channel | null = null) {
  const answer = await recordConsent(parts(), agent, {
    clientKey: randomUUID(),
    customerId,
    purpose: "MARKETING",
    channel,
    state,
    noticeVersion: "1",
    collectionMethod: "app",
  });
  expect(answer).not.toHaveProperty("refusal");
}

const make = (customerId: string, terms: Partial<TriggerTerms> = {}, more: Partial<Trigger> = {}) =>
  makeTrigger({
    customerId,
    raisedAt: time.now.toISOString(),
    expiresAt: "2026-11-30T00:00:00Z",
    terms: { ...messageTerms, ...terms },
    ...more,
  });

const listSteps = async (id: string) =>
  (
    (await store.sql("select type from event where record_id = $1 order by cursor", [id])) as {
      type: string;
    }[]
  ).map(({ type }) => type);
const listTimers = async (id: string) =>
  ((await store.sql("select run_at from graphile_worker.jobs where key = $1", [`trigger:${id}`])) as object[])
    .length;
const outside: { contacts?: "UNKNOWN" | [] } = {};
const deciding = () => decideOver(store, clock, () => outside);

describe("a trigger that comes up at night", () => {
  test("is held, judged again in the morning, and raised then; the same moment again does nothing", async () => {
    setTime(night);
    const customerId = await addCustomer();
    const trigger = make(customerId);
    await deciding().consider(trigger);
    expect(await deciding().find(trigger.id)).toMatchObject({
      status: "HELD",
      suppressedBy: ["NIGHT_CONSENT_MISSING"],
      heldUntil: morning,
    });
    expect(await listTimers(trigger.id)).toBe(1);
    // A timer that fires early waits on.
    await deciding().attend(trigger.id);
    expect(await deciding().find(trigger.id)).toMatchObject({ status: "HELD" });
    setTime(morning);
    await deciding().attend(trigger.id);
    await deciding().attend(trigger.id);
    await deciding().consider(trigger);
    expect(await deciding().find(trigger.id)).toMatchObject({
      status: "RAISED",
      suppressedBy: [],
      heldUntil: null,
      decidedAt: morning,
    });
    expect(await listSteps(trigger.id)).toEqual(["trigger.held", "trigger.raised"]);
    expect(await listTimers(trigger.id)).toBe(1);
    setTime("2026-11-30T00:00:00Z");
    await deciding().attend(trigger.id);
    expect(await listSteps(trigger.id)).toEqual(["trigger.held", "trigger.raised", "trigger.expired"]);
  });

  test("and others of that night are judged together: the best goes, not the first", async () => {
    setTime(night);
    const customerId = await addCustomer();
    const first = make(customerId, {}, { value: 0.2 });
    const best = make(customerId, {}, { value: 0.9 });
    const held = make(customerId, { caps: [{ per: "CHANNEL", atMost: 1, within: "P1D" }] }, { value: 0.95 });
    for (const trigger of [first, best, held]) await deciding().consider(trigger);
    setTime(morning);
    await deciding().attend(first.id);
    expect(await deciding().find(held.id)).toMatchObject({ status: "RAISED" });
    expect(await deciding().find(best.id)).toMatchObject({
      status: "SUPPRESSED",
      suppressedBy: ["LOST_ARBITRATION"],
    });
    expect(await deciding().find(first.id)).toMatchObject({ status: "SUPPRESSED" });
  });

  test("waits for a source that does not answer", async () => {
    setTime(noon);
    const customerId = await addCustomer();
    const trigger = make(customerId, { caps: [{ per: "GLOBAL", atMost: 1, within: "P1D" }] });
    outside.contacts = "UNKNOWN";
    await deciding().consider(trigger);
    expect(await deciding().find(trigger.id)).toMatchObject({ suppressedBy: ["CONTACTS_UNKNOWN"] });
    setTime("2026-11-23T03:05:00Z");
    await deciding().attend(trigger.id);
    expect(await deciding().find(trigger.id)).toMatchObject({
      status: "HELD",
      heldUntil: "2026-11-23T03:10:00Z",
    });
    outside.contacts = [];
    setTime("2026-11-23T03:10:00Z");
    await deciding().attend(trigger.id);
    expect(await deciding().find(trigger.id)).toMatchObject({ status: "RAISED" });
    expect(await listSteps(trigger.id)).toEqual(["trigger.held", "trigger.raised"]);
  });
});

describe("a trigger that is worth more", () => {
  test("takes the place of one that is open, unless somebody works on it", async () => {
    setTime(noon);
    const customerId = await addCustomer();
    const [low, high, claimed] = [0.3, 0.6, 0.4].map((value) => make(customerId, {}, { value })) as [
      Trigger,
      Trigger,
      Trigger,
    ];
    await deciding().consider(low);
    await deciding().consider(high);
    expect(await deciding().find(low.id)).toMatchObject({
      status: "SUPPRESSED",
      suppressedBy: ["LOST_ARBITRATION"],
    });
    expect(await listSteps(low.id)).toEqual(["trigger.raised", "trigger.suppressed"]);
    expect(await listTimers(low.id)).toBe(0);
    await claimTrigger(parts(), agent, { id: high.id });
    await deciding().consider(claimed);
    expect(await deciding().find(claimed.id)).toMatchObject({ status: "RAISED" });
    expect(await deciding().find(high.id)).toMatchObject({ status: "CLAIMED" });
  });
});

describe("a person's no", () => {
  type No = (customerId: string) => Promise<unknown>;
  const request = (kind: "OBJECTION" | "RESTRICTION", customerId: string) =>
    recordRightsRequest({ ...parts(), sources: [] }, agent, {
      clientKey: randomUUID(),
      customerId,
      kind,
      ...(kind === "OBJECTION" && { purposes: ["MARKETING"] }),
    });
  const prefer = (customerId: string, change: object) =>
    updatePreferences(parts(), agent, { customerId, version: 0, ...change });
  const erase: No = (customerId) =>
    erasePersonalData(
      {
        ...parts(),
        sources: [],
        erasures: store.erasures,
        notices: store.rightsNotices,
        sign: () => ({ algorithm: "none", keyId: "none", value: "" }) as never,
      },
      agent,
      { customerId, reason: "asked" },
    );
  const channels = [{ channel: "SMS" as const, allowed: false }];
  const topics = [{ topic: "예금", subscribed: false }];
  const noes: readonly [string, No, readonly string[]][] = [
    ["withdrawal", (id) => consent(id, "WITHDRAWN"), ["NO_CONSENT"]],
    [
      "withdrawal for the channel",
      async (id) => {
        await consent(id, "GIVEN", "SMS");
        await consent(id, "WITHDRAWN", "SMS");
      },
      ["NO_CONSENT"],
    ],
    ["objection", (id) => request("OBJECTION", id), ["OBJECTED"]],
    ["restriction", (id) => request("RESTRICTION", id), ["PROCESSING_RESTRICTED"]],
    ["refusal of the channel", (id) => prefer(id, { channels }), ["CHANNEL_OPTED_OUT"]],
    ["refusal of the topic", (id) => prefer(id, { topics }), ["TOPIC_OPTED_OUT"]],
    ["erasure", erase, ["NIGHT_CONSENT_MISSING", "ERASED"]],
  ];

  test.each(noes)(
    "(%s) ends what was held, with the reason, in its own transaction",
    async (_, say, reasons) => {
      setTime(night);
      const customerId = await addCustomer();
      const held = make(customerId, { topic: "예금" });
      const other = make(customerId, { purpose: "SERVICE", channel: null, quietHours: "DROP" });
      await deciding().consider(held);
      await deciding().consider(other);
      await say(customerId);
      // Rows that one transaction wrote bear its number.
      const [row] = (await store.sql(
        `select status, suppressed_by,
              xmin::text = (select xmin::text from event order by cursor desc limit 1) as is_one_change
         from trigger where id = $1`,
        [held.id],
      )) as object[];
      expect(row).toEqual({ status: "SUPPRESSED", suppressed_by: reasons, is_one_change: true });
      setTime(morning);
      await deciding().attend(held.id);
      expect(await store.sql("select status from trigger where id = $1", [held.id])).toEqual([
        { status: "SUPPRESSED" },
      ]);
    },
  );

  test("leaves alone what it is not about, and what somebody works on", async () => {
    setTime(noon);
    const customerId = await addCustomer();
    const service = make(customerId, { purpose: "SERVICE", channel: "CALL" });
    const claimed = make(customerId);
    for (const trigger of [service, claimed]) await deciding().consider(trigger);
    await claimTrigger(parts(), agent, { id: claimed.id });
    await consent(customerId, "WITHDRAWN");
    expect(await deciding().find(service.id)).toMatchObject({ status: "RAISED" });
    expect(await deciding().find(claimed.id)).toMatchObject({ status: "CLAIMED" });
  });

  test("that comes at the same moment as the trigger leaves nothing waiting, whoever is first", async () => {
    setTime(night);
    const outcomes = { considered: 0, waiting: 0, cancelled: 0, refused: 0 };
    const ids = await Promise.all(Array.from({ length: 40 }, () => addCustomer()));
    await Promise.all(
      ids.map(async (customerId, at) => {
        const [held, other] = [make(customerId), make(customerId, { channel: "CALL" })];
        const raise = async () => {
          await deciding().consider(held);
          await deciding().consider(other);
        };
        const withdraw = () => consent(customerId, "WITHDRAWN");
        await Promise.all(at % 2 === 0 ? [raise(), withdraw()] : [withdraw(), raise()]);
        for (const { id } of [held, other]) {
          const trigger = await deciding().find(id);
          outcomes.considered += 1;
          if (trigger?.status !== "SUPPRESSED") outcomes.waiting += 1;
          else if (trigger.suppressedBy[0] === "NO_CONSENT" && trigger.suppressedBy.length === 1) {
            outcomes.cancelled += 1;
          } else outcomes.refused += 1;
        }
      }),
    );
    expect(outcomes).toMatchObject({ considered: 80, waiting: 0 });
  });
});
