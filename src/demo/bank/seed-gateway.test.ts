import { expect, test } from "vitest";
import { createTestStore } from "../../../test/harness/store.js";
import { canFollow, type ConsentState } from "../../domains/consent/consent.js";
import { toCustomerId } from "./gateway/consent-rows.js";
import { seedGateway } from "./seed-gateway.js";
import { showcase } from "./showcase.js";

const until = new Date("2026-11-23T04:05:06.789Z");

interface RecordRow {
  id: string;
  key: string;
  state: ConsentState;
  previous: string | null;
}

test("consents are histories that the rules of consent allow, each with its newest record as the present one", async () => {
  await using store = await createTestStore();
  await seedGateway({ url: store.url, customers: 100, until });
  const records = (await store.sql(
    `select id, customer_id || purpose || coalesce(channel, 'ANY') || night as key, state, previous_record_id as previous
       from consent_record order by occurred_at, id`,
  )) as RecordRow[];
  const newest = new Map<string, RecordRow>();
  const refused: string[] = [];
  for (const record of records) {
    const before = newest.get(record.key);
    expect(record.previous).toBe(before?.id ?? null);
    if (!canFollow(before?.state, record.state)) refused.push(`${String(before?.state)} to ${record.state}`);
    newest.set(record.key, record);
  }
  expect(refused).toEqual([]);
  const present = await store.sql(
    "select customer_id || purpose || channel || night as key, record_id as id from consent_present",
  );
  const expected = [...newest.values()].map(({ key, id }) => ({ key, id }));
  expect(present).toHaveLength(expected.length);
  expect(present).toEqual(expect.arrayContaining(expected));
  expect(new Set(records.map(({ state }) => state)).size).toBeGreaterThan(5);
});

test("about half of the customers have preferences, and filling twice changes nothing", async () => {
  await using store = await createTestStore();
  const count =
    "select (select count(*)::int from preferences) as preferences, (select count(*)::int from consent_record) as records";
  await seedGateway({ url: store.url, customers: 200, until });
  const [before] = (await store.sql(count)) as { preferences: number }[];
  expect(before?.preferences).toBeGreaterThan(70);
  expect(before?.preferences).toBeLessThan(130);
  await seedGateway({ url: store.url, customers: 200, until });
  expect(await store.sql(count)).toEqual([before]);
});

test("the store reads what was seeded", async () => {
  await using store = await createTestStore();
  await seedGateway({ url: store.url, customers: 10, until });
  const minjun = toCustomerId(showcase.minjun.custNo);
  const consents = (await store.consents.loadPresent([minjun])).get(minjun) ?? [];
  const states = consents.map(({ purpose, channel, state }) => `${purpose} ${channel ?? "any"} ${state}`);
  expect(states).toContain("SERVICE any GIVEN");
  expect(states).toContain("MARKETING SMS WITHDRAWN");
  const night = consents
    .filter((consent) => consent.night)
    .map(({ channel, state }) => `${channel ?? "any"} ${state}`);
  expect(night).toEqual(["PUSH GIVEN"]);
  const preferences = (await store.preferences.loadPreferences([minjun])).get(minjun);
  expect(preferences).toMatchObject({ version: 2, quietHours: { from: "21:00", to: "08:00" } });
  const yuna = toCustomerId(showcase.yuna.custNo);
  expect((await store.consents.loadPresent([yuna])).get(yuna) ?? []).toEqual([]);
});
