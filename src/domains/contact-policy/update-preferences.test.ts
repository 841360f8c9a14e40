import { beforeEach, describe, expect, test } from "vitest";
import { makeActor } from "../../../test/fakes/actor.js";
import { createMemoryUnitOfWork } from "../../../test/fakes/memory-unit-of-work.js";
import { toDefaultPreferences } from "./preferences.js";
import { updatePreferences, type UpdatePreferencesInput } from "./update-preferences.js";

const kim = "00000000-0000-5000-8000-000000000001";
const clock = { now: () => new Date("2026-11-23T01:02:03Z") };
let unitOfWork: ReturnType<typeof createMemoryUnitOfWork>;
beforeEach(() => {
  unitOfWork = createMemoryUnitOfWork([kim]);
});

const update = (more: Partial<UpdatePreferencesInput>) =>
  updatePreferences({ unitOfWork, clock }, makeActor("agent-7"), { customerId: kim, version: 0, ...more });

describe("updating preferences", () => {
  test("changes what is named, keeps the rest, counts the version, and tells of it", async () => {
    const first = await update({
      locale: "ko",
      quietHours: { from: "22:00", to: "07:00" },
      nightContact: true,
    });
    const expected = {
      ...toDefaultPreferences(kim),
      locale: "ko",
      quietHours: { from: "22:00", to: "07:00" },
      nightContact: true,
      version: 1,
    };
    expect(first).toEqual({ preferences: expected, customerId: kim });
    const second = await update({
      version: 1,
      quietHours: null,
      timeZone: null,
      topics: null,
      nightContact: null,
    });
    expect(second).toEqual({ preferences: { ...expected, quietHours: null, version: 2 }, customerId: kim });
    expect(unitOfWork.state.events.map(({ type, dedupKey }) => ({ type, dedupKey }))).toEqual([
      { type: "preferences.updated", dedupKey: `preferences:${kim}:1` },
      { type: "preferences.updated", dedupKey: `preferences:${kim}:2` },
    ]);
  });

  test("keeps every version with its time and who made it", async () => {
    await update({ nightContact: true });
    await update({ version: 0, locale: "en" });
    await update({ version: 1, locale: "en" });
    const first = { ...toDefaultPreferences(kim), nightContact: true, version: 1 };
    const change = { actor: "agent-7", changedAt: "2026-11-23T01:02:03Z" };
    expect(unitOfWork.state.preferencesVersions).toEqual([
      { preferences: first, ...change },
      { preferences: { ...first, locale: "en", version: 2 }, ...change },
    ]);
    expect(unitOfWork.state.events.map(({ record }) => (record as { version: number }).version)).toEqual([
      1, 2,
    ]);
  });

  test.each([0, 2])(
    "on version %i of preferences that are at 1 is refused, and says which version is present",
    async (version) => {
      await update({ nightContact: true });
      const answer = await update({ version, nightContact: false });
      expect(answer).toEqual({
        refusal: {
          code: "STALE_VERSION",
          field: "version",
          message: "The preferences have been changed; their version is 1.",
        },
      });
      expect(unitOfWork.state.preferences.get(kim)?.nightContact).toBe(true);
    },
  );

  test.each(["Asia/Seoul", "America/Argentina/Buenos_Aires", "UTC"])(
    "knows the time zone %s",
    async (timeZone) => {
      expect(await update({ timeZone })).toMatchObject({ preferences: { timeZone } });
    },
  );

  test.each<[string, Partial<UpdatePreferencesInput>, string, string]>([
    ["an unknown customer", { customerId: "nobody" }, "NOT_FOUND", "customerId"],
    ["an unknown language", { locale: "klingon" }, "INVALID_INPUT", "locale"],
    ["an unknown time zone", { timeZone: "Asia/Atlantis" }, "INVALID_INPUT", "timeZone"],
    ["an offset for a time zone", { timeZone: "+09:00" }, "INVALID_INPUT", "timeZone"],
    [
      "an hour that no day has",
      { quietHours: { from: "24:00", to: "07:00" } },
      "INVALID_INPUT",
      "quietHours.from",
    ],
    ["a time without minutes", { quietHours: { from: "22:00", to: "7" } }, "INVALID_INPUT", "quietHours.to"],
    [
      "quiet hours without length",
      { quietHours: { from: "22:00", to: "22:00" } },
      "INVALID_INPUT",
      "quietHours",
    ],
    ["an empty topic", { topics: [{ topic: " ", subscribed: true }] }, "INVALID_INPUT", "topics[0].topic"],
    [
      "a topic named twice",
      {
        topics: [
          { topic: "적금", subscribed: true },
          { topic: "적금 ".normalize("NFD"), subscribed: false },
        ],
      },
      "INVALID_INPUT",
      "topics[1].topic",
    ],
    [
      "a channel named twice",
      {
        channels: [
          { channel: "SMS", allowed: true },
          { channel: "SMS", allowed: false },
        ],
      },
      "INVALID_INPUT",
      "channels[1].channel",
    ],
    [
      "less than no contact",
      {
        channels: [
          { channel: "CALL", allowed: true, maxPerWeek: 0 },
          { channel: "SMS", allowed: true, maxPerWeek: -1 },
        ],
      },
      "INVALID_INPUT",
      "channels[1].maxPerWeek",
    ],
  ])("refuses %s", async (_, more, code, field) => {
    expect(await update(more)).toEqual({ refusal: expect.objectContaining({ code, field }) as object });
    expect(unitOfWork.state.preferences.size).toBe(0);
    expect(unitOfWork.state.events).toEqual([]);
  });
});
