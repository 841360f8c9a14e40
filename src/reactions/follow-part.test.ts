import { describe, expect, test } from "vitest";
import { createMemoryStore, type MemoryStore } from "../../test/fakes/memory-store.js";
import { createScriptedPause } from "../../test/fakes/scripted-pause.js";
import type { NewEvent } from "../domains/events/event.js";
import { createLogger } from "../observability/logger.js";
import { GatewayError } from "../shared/errors.js";
import { partitionOf } from "../domains/events/partitions.js";
import type { Reaction } from "./reaction.js";
import { followPart, type PartOptions } from "./follow-part.js";
import { createWaker } from "./waker.js";

const idleMs = 5_000;
const toEvent = (recordId: string): NewEvent => ({
  type: "transfer.booked",
  kind: "TRANSFER",
  customerId: "11111111-1111-5111-8111-111111111111",
  recordId,
  record: { memo: "월세 김민준" },
  occurredAt: "2026-11-20T09:00:00.000Z",
  dedupKey: recordId,
});

/** A reaction that remembers what it was given once that is committed, and fails as told. */
function createRecording(
  fail: (recordId: string | null, tries: number) => Error | undefined = () => undefined,
) {
  const seen: (string | null)[] = [];
  const tries = new Map<string | null, number>();
  const reaction: Reaction = {
    name: "remember",
    prepare: (events) => {
      for (const { recordId } of events) {
        tries.set(recordId, (tries.get(recordId) ?? 0) + 1);
        const error = fail(recordId, tries.get(recordId)!);
        if (error !== undefined) return Promise.reject(error);
      }
      return Promise.resolve(() =>
        Promise.resolve(() => void seen.push(...events.map(({ recordId }) => recordId))),
      );
    },
  };
  return { reaction, seen, tries };
}

const partition = partitionOf(toEvent("any").customerId);
const place = `remember:${String(partition)}`;

function run(store: MemoryStore, reaction: Reaction, more: Partial<PartOptions> = {}) {
  const script = createScriptedPause();
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { level: "info" },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const stop = new AbortController();
  const waker = createWaker(store.eventLog);
  const counts = { handled: 0, retried: 0, parked: 0 };
  const options: PartOptions = {
    eventLog: store.eventLog,
    unitOfWork: store.unitOfWork,
    waker,
    limit: (work) => work(),
    counts,
    logger,
    idleMs,
    backoff: { minMs: 100, maxMs: 400 },
    pause: script.pause,
    random: () => 0.999999,
    ...more,
  };
  const following = followPart(reaction, partition, options, stop.signal);
  const running = {
    counts,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await following;
      await waker[Symbol.asyncDispose]();
    },
  };
  return { running, script, lines };
}

describe("running a reaction", () => {
  test("gives it every event from the beginning of the log on, in order, and wakes when one arrives", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1"), toEvent("2")]);
    const { reaction, seen } = createRecording();
    const { running, script } = run(store, reaction);
    await using _ = running;
    await script.idle();
    expect(seen).toEqual(["1", "2"]);
    await store.append([toEvent("3")]);
    await script.idle();
    expect(seen).toEqual(["1", "2", "3"]);
    expect(running.counts).toEqual({ handled: 3, retried: 0, parked: 0 });
  });

  test("goes on after a restart behind the last event that it was done with", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1")]);
    const first = createRecording();
    const before = run(store, first.reaction);
    await before.script.idle();
    await before.running[Symbol.asyncDispose]();
    await store.append([toEvent("2")]);
    const second = createRecording();
    const after = run(store, second.reaction);
    await using _ = after.running;
    await after.script.idle();
    expect([first.seen, second.seen]).toEqual([["1"], ["2"]]);
  });

  test("does nothing with an event whose place could not be saved, until it can", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1")]);
    const { reaction, seen, tries } = createRecording();
    store.beforeCommit = (next) => {
      if (next.reactionPositions.get(place) === 1n) throw new Error("killed");
    };
    const { running, script } = run(store, reaction);
    await using _ = running;
    await script.idle();
    expect(seen).toEqual([]);
    store.beforeCommit = () => undefined;
    expect(await script.next()).toBe(100);
    await script.idle();
    expect(seen).toEqual(["1"]);
    expect(tries.get("1")).toBe(2);
    expect(store.state.reactionPositions.get(place)).toBe(1n);
  });

  test("leaves what belongs to other parts of the log to others", async () => {
    const store = createMemoryStore();
    const elsewhere = { ...toEvent("2"), customerId: "22222222-2222-5222-8222-222222222222" };
    await store.append([toEvent("1"), elsewhere, toEvent("3")]);
    const { reaction, seen } = createRecording();
    const { running, script } = run(store, reaction);
    await using _ = running;
    await script.idle();
    expect(seen).toEqual(["1", "3"]);
    expect(store.state.reactionPositions).toEqual(new Map([[place, 3n]]));
  });

  test("takes what comes soon after a batch together, and the first event after a rest at once", async () => {
    const store = createMemoryStore();
    const { reaction, seen, tries } = createRecording();
    const { running, script } = run(store, reaction, { gapMs: 70 });
    await using _ = running;
    await script.idle();
    await store.append([toEvent("1")]);
    // The rest was ended by the event.
    await expect.poll(() => script.asked).toEqual([idleMs, 70]);
    expect(seen).toEqual(["1"]);
    await store.append([toEvent("2")]);
    await store.append([toEvent("3")]);
    expect(tries.get("2")).toBeUndefined();
    expect(await script.next()).toBe(70);
    await expect.poll(() => seen).toEqual(["1", "2", "3"]);
    expect(script.asked).toEqual([idleMs, 70, 70]);
  });

  test("does nothing where another process was faster, and takes up what that one has left", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1"), toEvent("2"), toEvent("3")]);
    const { reaction, seen } = createRecording();
    const slow: Reaction = {
      ...reaction,
      prepare: async (events, call) => {
        // Another owner of the part handles the first two between the reading and the transaction.
        if (events.length === 3)
          await store.unitOfWork.run(({ reactionPositions }) =>
            reactionPositions.save("remember", partition, 2n),
          );
        return reaction.prepare(events, call);
      },
    };
    const { running, script } = run(store, slow);
    await using _ = running;
    await script.idle();
    expect(seen).toEqual(["3"]);
    expect(running.counts).toEqual({ handled: 1, retried: 0, parked: 0 });
  });
});

describe("a reaction that fails", () => {
  test("is tried again, ever more slowly, before anything that follows", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1"), toEvent("2")]);
    const { reaction, seen } = createRecording((id, tries) =>
      // The first time it comes with the other one.
      id === "1" && tries <= 4 ? new Error("not yet") : undefined,
    );
    const { running, script } = run(store, reaction);
    await using _ = running;
    expect([await script.next(), await script.next(), await script.next()]).toEqual([100, 200, 400]);
    await script.idle();
    expect(seen).toEqual(["1", "2"]);
    expect(running.counts).toEqual({ handled: 2, retried: 3, parked: 0 });
  });

  test("on one event for good parks it with its cursor in the log, counts it, and goes on", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1"), toEvent("poison"), toEvent("3")]);
    const { reaction, seen, tries } = createRecording((id) =>
      id === "poison" ? new Error("bad record") : undefined,
    );
    const { running, script, lines } = run(store, reaction, { retry: { maxTries: 3, maxOutageTries: 9 } });
    await using _ = running;
    await script.next();
    await script.next();
    await script.idle();
    expect(seen).toEqual(["1", "3"]);
    expect(tries.get("poison")).toBe(4);
    expect(store.state.parkedEvents).toEqual([
      {
        reaction: "remember",
        cursor: 2n,
        eventType: "transfer.booked",
        reason: "Error: bad record",
        failures: 3,
      },
    ]);
    expect(running.counts).toEqual({ handled: 2, retried: 2, parked: 1 });
    expect(lines.filter((line) => line["level"] === "error")).toMatchObject([
      { reaction: "remember", cursor: "2", eventType: "transfer.booked", parked: 1 },
    ]);
    expect(JSON.stringify(lines)).not.toContain("김민준");
  });

  test("because a source is down waits for it instead of parking the event", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1")]);
    const { reaction, seen } = createRecording((_, tries) =>
      tries <= 6 ? new GatewayError("SOURCE_UNAVAILABLE", "The source did not answer.") : undefined,
    );
    const { running, script } = run(store, reaction, { retry: { maxTries: 2, maxOutageTries: 9 } });
    await using _ = running;
    for (let tries = 0; tries < 6; tries += 1) await script.next();
    await script.idle();
    expect(seen).toEqual(["1"]);
    expect(running.counts.parked).toBe(0);
  });

  test("because the store is down waits for it instead of parking the event", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1")]);
    let isDown = false;
    const { reaction, seen } = createRecording((_, tries) => {
      isDown = tries <= 4;
      return isDown ? new Error("connection refused") : undefined;
    });
    store.beforeCommit = () => {
      if (isDown) throw new Error("connection refused");
    };
    const { running, script } = run(store, reaction, { retry: { maxTries: 2, maxOutageTries: 9 } });
    await using _ = running;
    for (let tries = 0; tries < 4; tries += 1) await script.next();
    await script.idle();
    expect(seen).toEqual(["1"]);
    expect(running.counts.parked).toBe(0);
  });

  test("ends when it is stopped, and has the event again at the next start", async () => {
    const store = createMemoryStore();
    await store.append([toEvent("1")]);
    const { reaction } = createRecording(() => new Error("always"));
    const { running, script } = run(store, reaction);
    await script.idle();
    await running[Symbol.asyncDispose]();
    expect(store.state.reactionPositions.get(place)).toBe(0n);
  });
});
