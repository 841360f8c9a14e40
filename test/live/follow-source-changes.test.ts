import { expect, test, vi } from "vitest";
import { Client } from "pg";
import { runSql } from "../harness/databases.js";
import { addCustomer, createLiveGateway, toHit, type LiveGateway } from "./live-gateway.js";

// Each test makes five databases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const seed = (urls: LiveGateway["urls"]) => addCustomer(urls.crm, "C1", "kim");
const recordIds = async (gateway: LiveGateway) =>
  (await gateway.listEvents()).flatMap((event) => event.record_id ?? []);
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

test("what happens in the sources is in the log once, whole, under the customer it belongs to", async () => {
  await using gateway = await createLiveGateway(async (urls) => {
    await seed(urls);
    await runSql(urls.web_events, ...toHit("old", "kim"));
  });
  await using _ = gateway.follow();
  await gateway.untilFollowed();
  await runSql(gateway.urls.web_events, ...toHit("h1", "kim"));
  await runSql(
    gateway.urls.consultations,
    "insert into cnslt (cnslt_no, tel_no, chnl_cd, strt_ts) values ('q1', '01012345678', 'CALL', '2026-11-20T10:00:00Z')",
  );
  await runSql(
    gateway.urls.crm,
    "insert into cmpgn_cntct (cntct_no, cust_no, chnl_cd, rslt_cd, cntct_dtm) values ('a1', 'C1', 'EM', 'OPEN', '2026-11-20T11:00:00Z')",
  );
  await eventually(async () => {
    expect(new Set(await recordIds(gateway))).toEqual(new Set(["a1", "h1", "q1"]));
  });
  const events = await gateway.listEvents();
  expect(new Set(events.map((event) => event.customer_id)).size).toBe(1);
  expect(events.find((event) => event.record_id === "h1")).toMatchObject({
    type: "web-event.recorded",
    record: { recordId: "h1", name: "Product Viewed", product: "적금", channel: "WEB" },
  });
});

test("a row that commits behind a later one is not passed by", async () => {
  await using gateway = await createLiveGateway(seed);
  await using _ = gateway.follow();
  await gateway.untilFollowed();
  const slow = new Client({ connectionString: gateway.urls.web_events });
  await slow.connect();
  try {
    await slow.query("begin");
    await slow.query(...toHit("first-number-last-commit", "kim"));
    await runSql(gateway.urls.web_events, ...toHit("later", "kim"));
    await eventually(async () => {
      expect(await recordIds(gateway)).toEqual(["later"]);
    });
    await slow.query("commit");
  } finally {
    await slow.end();
  }
  await eventually(async () => {
    expect(await recordIds(gateway)).toEqual(["later", "first-number-last-commit"]);
  });
});

test("two gateways that follow the same sources record every change once", async () => {
  await using gateway = await createLiveGateway(seed);
  await using left = gateway.follow();
  await using right = gateway.follow();
  await gateway.untilFollowed();
  const ids = Array.from({ length: 40 }, (_, index) => `h${String(index).padStart(2, "0")}`);
  for (const id of ids) await runSql(gateway.urls.web_events, ...toHit(id, "kim"));
  await eventually(async () => {
    expect(await recordIds(gateway)).toEqual(ids);
  });
  const counted = [left, right].map((following) => following.counts.get("web-events")?.events ?? 0);
  expect(counted[0]! + counted[1]!).toBe(ids.length);
});

test("a customer who is new to the CRM is known when the first visit arrives", async () => {
  await using gateway = await createLiveGateway(seed);
  await using following = gateway.follow({ intervalMs: 50 });
  await gateway.untilFollowed();
  await runSql(gateway.urls.web_events, ...toHit("h1", "lee"));
  await addCustomer(gateway.urls.crm, "C2", "lee");
  await eventually(async () => {
    expect(await recordIds(gateway)).toEqual(["h1"]);
  });
  expect(following.counts.get("web-events")?.dropped).toEqual({});
});

test("a new login of a customer who was there before is told, and links what is done with it", async () => {
  await using gateway = await createLiveGateway((urls) =>
    runSql(urls.crm, "insert into cust_mst (cust_no, cust_nm) values ('C1', '김민준')").then(() => undefined),
  );
  await using _ = gateway.follow();
  await gateway.untilFollowed();
  await runSql(gateway.urls.crm, "update cust_mst set ib_user_id = 'kim' where cust_no = 'C1'");
  await eventually(async () => {
    // The profile's change may be read before the identity's: both scans go through the same table.
    const events = (await gateway.listEvents()).toSorted((a, b) => a.type.localeCompare(b.type));
    expect(events).toMatchObject([
      { type: "identity.linked", record: { source: "crm", namespace: "LOGIN_ID", verified: true } },
      { type: "profile.changed", kind: "PROFILE", record_id: null },
    ]);
  });
  await runSql(gateway.urls.web_events, ...toHit("h1", "kim"));
  await eventually(async () => {
    expect((await gateway.listEvents()).at(-1)).toMatchObject({
      type: "web-event.recorded",
      record_id: "h1",
    });
  });
});

test("a source that was down is followed again by itself, and what happened meanwhile is recorded", async () => {
  await using gateway = await createLiveGateway(seed);
  await using following = gateway.follow();
  await gateway.untilFollowed();
  await runSql(gateway.urls.web_events, "alter table hit rename to hit_away");
  await eventually(() => {
    expect(following.counts.get("web-events")!.failures).toBeGreaterThan(1);
    return Promise.resolve();
  });
  await runSql(gateway.urls.web_events, "alter table hit_away rename to hit");
  await runSql(gateway.urls.web_events, ...toHit("h1", "kim"));
  await eventually(async () => {
    expect(await recordIds(gateway)).toEqual(["h1"]);
  });
  expect(following.counts.get("crm")?.failures).toBe(0);
});
