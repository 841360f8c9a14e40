// Other systems hear that a trigger they were told of is over, so that they stop.
import { describe, expect, test } from "vitest";
import { erasePersonalData } from "../../src/domains/rights/erase-personal-data.js";
import { dismissTrigger, claimTrigger, resolveTrigger } from "../../src/domains/triggers/work-trigger.js";
import { toNodeId } from "../../src/shared/ids.js";
import { agent, idOf, noon, startReceiver, startShop } from "./webhook-shop.js";

const steps = ["raised", "claimed", "resolved", "dismissed", "suppressed", "expired"] as const;

const signature = { algorithm: "none", keyId: "none", publicKey: "", value: "" };

describe("a system that asks for every step", () => {
  test("hears what becomes of what it was told of, in order, with no more than ids", async () => {
    await using receiver = await startReceiver();
    await using shop = await startShop([{ name: "mailer", url: receiver.url, steps }]);
    const trigger = await shop.raise({ title: "장바구니" });
    await shop.tell();
    await claimTrigger(shop.change, agent, { id: trigger.id });
    const end = { id: trigger.id, isSupervisor: false };
    await resolveTrigger(shop.change, agent, { ...end, outcome: "전화로 설명함" });
    expect(await shop.tell()).toBe(2);
    expect(receiver.listTypes()).toEqual(["trigger.raised", "trigger.claimed", "trigger.resolved"]);
    const [, claimed, resolved] = receiver.requests.map(({ body }) => JSON.parse(body) as object);
    expect(claimed).toEqual({
      specversion: "1.0",
      id: receiver.requests[1]?.headers["webhook-id"],
      source: "customer-360-gateway",
      type: "trigger.claimed",
      subject: toNodeId("Customer", trigger.customerId),
      time: new Date(noon).toISOString().replace(".000Z", "Z"),
      datacontenttype: "application/json",
      data: {
        trigger: { id: idOf(trigger), rule: trigger.rule },
        customer: { id: toNodeId("Customer", trigger.customerId) },
      },
    });
    // What an agent wrote about it is nobody's business outside.
    expect(JSON.stringify(resolved)).not.toContain("전화");
    expect(
      await shop.store.sql("select 1 from access_entry where actor = 'system:webhook:mailer'"),
    ).toHaveLength(3);
  });

  test("hears of a withdrawal in its turn, with the reason, of an end in time, and of a dismissal", async () => {
    await using receiver = await startReceiver();
    await using shop = await startShop([{ name: "mailer", url: receiver.url, steps }]);
    const withdrawn = await shop.raise();
    const expired = await shop.raise({ expiresAt: new Date(noon + 1_000).toISOString() });
    const dismissed = await shop.raise();
    await shop.tell();
    await shop.consent(withdrawn.customerId, "WITHDRAWN");
    shop.pass(2_000);
    await shop.deciding.attend(expired.id);
    await claimTrigger(shop.change, agent, { id: dismissed.id });
    await dismissTrigger(shop.change, agent, { id: dismissed.id, isSupervisor: false, reason: "중복" });
    await shop.tell();
    expect(receiver.listTypes().slice(3)).toEqual([
      "trigger.suppressed",
      "trigger.expired",
      "trigger.claimed",
      "trigger.dismissed",
    ]);
    expect(receiver.requests[3]?.body).toContain('"suppressedBy":["NO_CONSENT"]');
  });

  test("hears nothing of what it never was told of", async () => {
    await using receiver = await startReceiver();
    await using shop = await startShop([{ name: "mailer", url: receiver.url, steps }]);
    const withdrawn = await shop.raise();
    await shop.consent(withdrawn.customerId, "WITHDRAWN");
    const claimed = await shop.raise();
    await claimTrigger(shop.change, agent, { id: claimed.id });
    await shop.tell();
    expect(receiver.requests).toEqual([]);
    expect(await shop.list()).toMatchObject([
      { status: "CANCELLED", reason: "SUPPRESSED" },
      { status: "CANCELLED", reason: "NOT_TOLD" },
      { status: "CANCELLED", reason: "CLAIMED" },
      { status: "CANCELLED", reason: "NOT_TOLD" },
    ]);
  });

  test("hears of the end also when nobody knows whether the beginning arrived", async () => {
    await using receiver = await startReceiver(() => undefined);
    await using shop = await startShop([{ name: "mailer", url: receiver.url, steps }]);
    const trigger = await shop.raise();
    await shop.tell();
    await claimTrigger(shop.change, agent, { id: trigger.id });
    receiver.reply = () => ({ status: 200 });
    shop.pass(6_000);
    await shop.tell();
    expect(receiver.listTypes()).toEqual(["trigger.raised", "trigger.claimed"]);
  });

  test("hears that somebody is erased without hearing who", async () => {
    await using receiver = await startReceiver();
    await using shop = await startShop([{ name: "mailer", url: receiver.url, steps }]);
    const trigger = await shop.raise();
    await shop.tell();
    const { erasures, rightsNotices: notices } = shop.store;
    const parts = { ...shop.change, sources: [], erasures, notices, sign: () => signature };
    await erasePersonalData(parts, agent, { customerId: trigger.customerId, reason: "asked" });
    await shop.tell();
    expect(receiver.listTypes()).toEqual(["trigger.raised", "trigger.suppressed"]);
    expect(JSON.parse(receiver.requests[1]?.body ?? "")).toMatchObject({
      data: { trigger: { id: idOf(trigger), suppressedBy: ["ERASED"] }, customer: null },
    });
    expect(receiver.requests[1]?.body).not.toContain(toNodeId("Customer", trigger.customerId));
  });
});

test("a system that asks for nothing hears of what is raised, and one that asks for ends hears of all of them", async () => {
  await using receiver = await startReceiver();
  await using analysis = await startReceiver();
  await using shop = await startShop([
    { name: "mailer", url: receiver.url },
    { name: "analysis", url: analysis.url, steps: ["claimed"] },
  ]);
  const trigger = await shop.raise();
  await claimTrigger(shop.change, agent, { id: trigger.id });
  await shop.tell(0);
  await shop.tell(1);
  expect(receiver.listTypes()).toEqual([]);
  expect(analysis.listTypes()).toEqual(["trigger.claimed"]);
});

test("what was raised, held at night, and raised again is an event each time", async () => {
  await using receiver = await startReceiver(() => undefined);
  await using shop = await startShop([{ name: "texts", url: receiver.url }]);
  // 20:59:58 in Seoul.
  shop.pass(9 * 3_600_000 - 2_000);
  const trigger = await shop.raise();
  await shop.tell();
  shop.pass(6_000);
  await shop.tell();
  shop.pass(11 * 3_600_000);
  await shop.deciding.attend(trigger.id);
  expect(await shop.deciding.find(trigger.id)).toMatchObject({ status: "RAISED" });
  expect(await shop.store.sql("select type from event where kind = 'TRIGGER' order by cursor")).toEqual([
    { type: "trigger.raised" },
    { type: "trigger.held" },
    { type: "trigger.raised" },
  ]);
});
