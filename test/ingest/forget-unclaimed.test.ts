// What nobody came for goes after its time, and nothing before.
import { once } from "node:events";
import { expect, test } from "vitest";
import { createIngest } from "../../src/ingest/ingest-events.js";
import { forgetUnclaimed } from "../../src/ingest/forget-unclaimed.js";
import { silentLogger } from "../../src/observability/logger.js";
import { createTestStore } from "../harness/store.js";

test("events that wait and dead letters are kept for their days, then removed and counted in the log", async () => {
  let now = new Date("2026-10-01T00:00:00.000Z");
  const clock = { now: () => now };
  await using store = await createTestStore({ clock });
  const { unitOfWork, identities: identityStore, ingestRetention: retention } = store;
  const ingest = createIngest({ unitOfWork, identityStore, clock, logger: silentLogger });
  const send = () =>
    ingest({
      door: "SEGMENT",
      source: "shop",
      isTrusted: false,
      events: [
        { type: "track", anonymousId: "cookie-1", event: "View", messageId: String(now.getTime()) },
        { type: "poke", messageId: String(now.getTime()) },
      ],
    });
  const count = async () =>
    (await store.sql(
      "select (select count(*)::int from held_event) as held, (select count(*)::int from dead_letter) as letters",
    )) as { held: number; letters: number }[];
  await send();
  now = new Date("2026-10-20T00:00:00.000Z");
  await send();

  const told: object[] = [];
  const sweep = async () => {
    const logger = {
      info: (fields: object) => void told.push(fields),
      warn: (fields: object) => void told.push(fields),
    };
    const slept = Promise.withResolvers<void>();
    const pause = async (_: number, signal: AbortSignal) => {
      slept.resolve();
      if (!signal.aborted) await once(signal, "abort");
    };
    await using _ = forgetUnclaimed({ retention, retentionDays: 30, clock, logger: logger as never, pause });
    await slept.promise;
  };
  now = new Date("2026-10-30T23:00:00.000Z");
  await sweep();
  expect([await count(), told]).toEqual([[{ held: 2, letters: 2 }], []]);
  now = new Date("2026-10-31T01:00:00.000Z");
  await sweep();
  expect(await count()).toEqual([{ held: 1, letters: 1 }]);
  expect(told).toEqual([expect.objectContaining({ heldEvents: 1, deadLetters: 1 })]);
});
