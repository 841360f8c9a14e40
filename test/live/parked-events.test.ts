// An event on which a reaction keeps failing, from its parking to its replay, over the real store and schedule.
import { expect, test, vi } from "vitest";
import { createPostgresEventLog } from "../../src/events/postgres-event-log.js";
import { silentLogger } from "../../src/observability/logger.js";
import { runReactions } from "../../src/reactions/run-reactions.js";
import {
  replayParkedEvent,
  replayParkedTask,
  toReplayTimer,
} from "../../src/reactions/replay-parked-event.js";
import type { Reaction } from "../../src/reactions/reaction.js";
import { runSchedule } from "../../src/schedule/run-schedule.js";
import { systemClock } from "../../src/shared/clock.js";
import { makeEvent } from "../events/event-log-conformance.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const waiting = { timeout: 15_000, interval: 20 };

/** A reaction that keeps what it handled, and fails on one record as long as it is told to. */
function createReaction() {
  const state = { poison: "", handled: [] as string[] };
  const reaction: Reaction = {
    name: "keep",
    prepare: (events, { isReplay = false }) =>
      Promise.resolve(() => {
        const ids = events.map(({ recordId }) => recordId ?? "");
        if (ids.includes(state.poison)) throw new TypeError("cannot read the record of kim@example.com");
        return Promise.resolve(
          () => void state.handled.push(...ids.map((id) => (isReplay ? `again ${id}` : id))),
        );
      }),
  };
  return { state, reaction };
}

async function replay(store: TestStore, cursor: bigint): Promise<void> {
  const at = new Date().toISOString();
  await store.unitOfWork.run(({ schedule }) => schedule.at([toReplayTimer("keep", cursor, at)]));
}

test("a poison event stops nobody, says why, and is handled once when it is replayed", async () => {
  await using store = await createTestStore();
  await using eventLog = createPostgresEventLog({ ...store, pollMs: 20 });
  const { customerId } = makeEvent();
  const events = ["a", "b", "c"].map((recordId) => makeEvent({ customerId, recordId, dedupKey: recordId }));
  await store.unitOfWork.run((transaction) => transaction.events.append(events));
  const { state, reaction } = createReaction();
  state.poison = "b";
  const parts = { reactions: [reaction], eventLog, unitOfWork: store.unitOfWork, logger: silentLogger };
  await using running = runReactions({
    ...parts,
    retry: { maxTries: 2, maxOutageTries: 9 },
    backoff: { minMs: 5, maxMs: 10 },
  });
  await vi.waitFor(() => expect(state.handled).toEqual(["a", "c"]), waiting);
  const [parked, ...others] = await store.parkedEvents.listParked();
  expect(others).toEqual([]);
  expect(parked).toMatchObject({ reaction: "keep", eventType: "consent.recorded", failures: 2 });
  expect(parked?.reason).toBe("TypeError: cannot read the record of [redacted]");
  expect(running.counts.get("keep")).toMatchObject({ handled: 2, parked: 1 });

  const tasks = { [replayParkedTask]: replayParkedEvent(parts) };
  await using _ = runSchedule({
    url: store.url,
    unitOfWork: store.unitOfWork,
    clock: systemClock,
    logger: silentLogger,
    tasks,
    pollMs: 50,
  });
  const { cursor } = parked!;
  await replay(store, cursor);
  await vi.waitFor(async () => {
    expect(await store.parkedEvents.listParked()).toMatchObject([{ cursor, failures: 3 }]);
  }, waiting);
  state.poison = "";
  await replay(store, cursor);
  await vi.waitFor(async () => expect(await store.parkedEvents.listParked()).toEqual([]), waiting);
  await replay(store, cursor);
  await vi.waitFor(async () => {
    expect(await store.sql("select 1 from graphile_worker.jobs")).toEqual([]);
  }, waiting);
  expect(state.handled).toEqual(["a", "c", "again b"]);
});
