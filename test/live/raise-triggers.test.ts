import { expect, test, vi } from "vitest";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { createLoaders } from "../../src/loaders/create-loaders.js";
import { silentLogger } from "../../src/observability/logger.js";
import { readBuiltInRules } from "../../src/composition/read-built-in-rules.js";
import { startRules } from "../../src/composition/rule-parts.js";
import { installRules } from "../../src/domains/triggers/install-rules.js";
import { runReactions } from "../../src/reactions/run-reactions.js";
import { createStore, type Store } from "../../src/store/create-store.js";
import { runSql } from "../harness/databases.js";
import { addCustomer, createLiveGateway, toHit, type LiveGateway } from "./live-gateway.js";
import { nothingKnown } from "../fakes/outside-facts.js";
import { testAccessKeys, testCipher } from "../fakes/key-ring.js";

// Each test makes five databases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const seed = (urls: LiveGateway["urls"]) => addCustomer(urls.crm, "C1", "kim");
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

/** What the clock shows. */
const time = { now: "2026-11-20T21:00:00Z" };

/** Runs the rules as one process does: over its own connections to the store. */
async function react(gateway: LiveGateway, store: Store, name?: string) {
  const clock = { now: () => new Date(time.now) };
  await installRules(
    { ...store, clock },
    readBuiltInRules().filter((rule) => rule.name === "repeated-product-views"),
  );
  const newLoaders = () => createLoaders({ sources: gateway.sources, stores: store, readTimeoutMs: 10_000 });
  const eventLog = createPostgresEventLog({ ...store, pollMs: 20 });
  const rules = startRules(store, eventLog, clock, silentLogger, newLoaders, () =>
    Promise.resolve(nothingKnown),
  );
  const running = runReactions({
    reactions: [{ ...rules.reaction, name: name ?? rules.reaction.name }],
    eventLog,
    unitOfWork: store.unitOfWork,
    logger: silentLogger,
    idleMs: 100,
  });
  return {
    counts: running.counts,
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      await rules[Symbol.asyncDispose]();
    },
  };
}

/** Waits until a reaction has seen the log up to the newest web event. */
async function untilSeen(gateway: LiveGateway, reaction: string): Promise<void> {
  await eventually(async () => {
    const [row] = (await gateway.store.sql(
      `select exists (select from event where kind = 'WEB_EVENT') and not exists (
         select from event where kind = 'WEB_EVENT' and cursor > coalesce(
           (select cursor from reaction_position position
             where name = $1 and position.partition = event.partition), 0)) as is_seen`,
      [reaction],
    )) as [{ is_seen: boolean | null }];
    expect(row.is_seen).toBe(true);
  });
}

/** Waits until every moment that was found has been decided on. */
async function untilDecided(gateway: LiveGateway): Promise<void> {
  await eventually(async () => {
    expect(await gateway.store.sql("select id from considered_moment")).toEqual([]);
  });
}

const listTriggers = (gateway: LiveGateway) =>
  gateway.store.sql(
    "select id, subject, title, evidence, raised_at, expires_at, status from trigger order by raised_at, id",
  );
const raisedEvents = async (gateway: LiveGateway) =>
  (await gateway.listEvents()).filter((event) => event.type === "trigger.raised");

test("three views of one product raise one trigger, with its evidence and its event", async () => {
  await using gateway = await createLiveGateway(seed);
  await using following = gateway.follow();
  await using reactions = await react(gateway, gateway.store);
  await gateway.untilFollowed();
  for (const hour of ["09", "15", "20"]) {
    await runSql(gateway.urls.web_events, ...toHit(`h${hour}`, "kim", `2026-11-20T${hour}:00:00.123456Z`));
  }
  await eventually(async () => {
    expect(await raisedEvents(gateway)).toHaveLength(1);
  });
  const [event] = await raisedEvents(gateway);
  const [trigger] = (await listTriggers(gateway)) as [Record<string, unknown>];
  expect(trigger).toMatchObject({
    subject: "적금",
    status: "RAISED",
    title: "적금 3회 조회, 신청 없음",
    evidence: ["web_h09", "web_h15", "web_h20"],
    raised_at: new Date("2026-11-20T20:00:00.123Z"),
    expires_at: new Date("2026-11-21T20:00:00.123Z"),
  });
  expect(event).toMatchObject({ record_id: trigger["id"], record: { rule: "repeated-product-views" } });
  expect(following.counts.get("web-events")?.events).toBe(3);
  expect(reactions.counts.get("evaluate-rules")?.parked).toBe(0);
});

test("three views with an application between them raise nothing", async () => {
  await using gateway = await createLiveGateway(seed);
  await using _following = gateway.follow();
  await using _reactions = await react(gateway, gateway.store);
  await gateway.untilFollowed();
  await runSql(gateway.urls.web_events, ...toHit("h1", "kim", "2026-11-20T09:00:00Z"));
  await runSql(gateway.urls.web_events, ...toHit("a1", "kim", "2026-11-20T09:30:00Z", "Application Started"));
  await runSql(gateway.urls.web_events, ...toHit("h2", "kim", "2026-11-20T10:00:00Z"));
  await runSql(gateway.urls.web_events, ...toHit("h3", "kim", "2026-11-20T11:00:00Z"));
  await eventually(async () => {
    expect(await gateway.listEvents()).toHaveLength(4);
  });
  await untilSeen(gateway, "evaluate-rules");
  await untilDecided(gateway);
  expect(await listTriggers(gateway)).toEqual([]);
});

test("evaluators that run side by side, and then all over again, raise each trigger once", async () => {
  await using gateway = await createLiveGateway(seed);
  const other = await createStore({
    url: gateway.store.url,
    cipher: testCipher,
    accessKeys: testAccessKeys,
  });
  try {
    await using _following = gateway.follow();
    await gateway.untilFollowed();
    {
      // Under names of their own both are given every event, at the same time.
      await using _left = await react(gateway, gateway.store, "left");
      await using _right = await react(gateway, other, "right");
      for (const day of [0, 1]) {
        time.now = new Date(Date.UTC(2026, 10, 20 + day, 22)).toISOString();
        for (let hit = 12 * day; hit < 12 * (day + 1); hit += 1) {
          const at = new Date(Date.UTC(2026, 10, 20, 2 * hit)).toISOString();
          await runSql(gateway.urls.web_events, ...toHit(`h${String(hit).padStart(2, "0")}`, "kim", at));
        }
        await eventually(async () => {
          expect(
            (await gateway.listEvents()).filter((event) => event.type === "web-event.recorded"),
          ).toHaveLength(12 * (day + 1));
        });
        await untilSeen(gateway, "left");
        await untilSeen(gateway, "right");
        await untilDecided(gateway);
      }
    }
    // Views every two hours over two days: the third one raises, and after 24 hours of silence the next one does.
    const triggers = await listTriggers(gateway);
    expect(triggers).toMatchObject([
      { raised_at: new Date("2026-11-20T04:00:00Z") },
      { raised_at: new Date("2026-11-21T04:00:00Z") },
    ]);
    expect(await raisedEvents(gateway)).toHaveLength(2);

    await gateway.store.sql("delete from reaction_position");
    await using _again = await react(gateway, gateway.store, "again");
    await untilSeen(gateway, "again");
    await untilDecided(gateway);
    expect(await listTriggers(gateway)).toEqual(triggers);
    expect(await raisedEvents(gateway)).toHaveLength(2);
  } finally {
    await other.close();
  }
});
