import { describe, expect, test } from "vitest";
import { createMemoryStore, type MemoryStore } from "../../test/fakes/memory-store.js";
import { toWebEvent } from "../../test/fakes/records.js";
import { createScriptedPause } from "../../test/fakes/scripted-pause.js";
import { createScriptedSource } from "../../test/fakes/scripted-source.js";
import { silentLogger } from "../observability/logger.js";
import { followSourceChanges } from "./follow-source-changes.js";
import type { SourceChange } from "../domains/ingest/source-change.js";
import type { FollowedSource } from "./followed-source.js";
import type { FollowOptions } from "./create-polling.js";

const kim = { namespace: "LOGIN_ID", value: "kim" } as const;
const kimId = "11111111-1111-5111-8111-111111111111";
const visit = (recordId: string, key: SourceChange["key"] = kim): SourceChange => ({
  facet: "webEvents",
  key,
  record: toWebEvent(recordId),
});

function createKnowingStore(): MemoryStore {
  const store = createMemoryStore();
  store.hold(kim, { customerId: kimId, verified: true });
  return store;
}

function follow(sources: readonly FollowedSource[], store: MemoryStore, more: Partial<FollowOptions> = {}) {
  const script = createScriptedPause();
  const following = followSourceChanges({
    sources,
    unitOfWork: store.unitOfWork,
    identityStore: store,
    logger: silentLogger,
    pause: script.pause,
    random: () => 0,
    ...more,
  });
  return { following, script };
}

const recordIds = (store: MemoryStore) => store.state.events.map((event) => event.recordId);

/** Lets the sleeping loop look at its source once more. */
async function look(script: ReturnType<typeof createScriptedPause>): Promise<void> {
  await script.next();
  await script.idle();
}

describe("following a source", () => {
  test("begins at its end: the past stays in the source, what comes is recorded once and in order", async () => {
    const store = createKnowingStore();
    const source = createScriptedSource("web-events");
    source.rows.push(visit("old-1"), visit("old-2"));
    const { following, script } = follow([source], store);
    await using _ = following;
    await script.idle();
    // More than one part: the loop reads on at once and pauses at the end only.
    source.rows.push(visit("1"), visit("2"), visit("3"), visit("4"), visit("5"));
    await look(script);
    await look(script);
    expect(recordIds(store)).toEqual(["1", "2", "3", "4", "5"]);
    expect(script.asked).toEqual([500, 500, 500]);
    expect(following.counts.get("web-events")).toMatchObject({ events: 5, dropped: {}, failures: 0 });
  });

  test("records once what its scan shows twice", async () => {
    const store = createKnowingStore();
    const source = createScriptedSource("web-events", { window: 3 });
    const { following, script } = follow([source], store);
    await using _ = following;
    await script.idle();
    for (const recordId of ["1", "2", "3"]) {
      source.rows.push(visit(recordId));
      await look(script);
    }
    expect(recordIds(store)).toEqual(["1", "2", "3"]);
    expect(following.counts.get("web-events")?.events).toBe(3);
  });

  test("writes nothing while nothing changes", async () => {
    const store = createKnowingStore();
    const { following, script } = follow([createScriptedSource("web-events")], store);
    await using _ = following;
    await script.idle();
    const commits = store.commits;
    await look(script);
    await look(script);
    expect(store.commits).toBe(commits);
  });

  test("goes on after a restart where its last transaction stood", async () => {
    const store = createKnowingStore();
    const source = createScriptedSource("web-events");
    const first = follow([source], store);
    await first.script.idle();
    source.rows.push(visit("1"));
    await look(first.script);
    await first.following[Symbol.asyncDispose]();
    source.rows.push(visit("while-away"));
    const second = follow([source], store);
    await using _ = second.following;
    await second.script.idle();
    expect(recordIds(store)).toEqual(["1", "while-away"]);
  });

  test("loses nothing when the process dies between reading and committing", async () => {
    const store = createKnowingStore();
    const source = createScriptedSource("web-events");
    const first = follow([source], store);
    await first.script.idle();
    source.rows.push(visit("1"), visit("2"));
    // Only what writes events fails: a place saved apart from them would get through and lose them.
    store.beforeCommit = (next) => {
      if (next.events.length > 0) throw new Error("killed");
    };
    await look(first.script);
    await first.following[Symbol.asyncDispose]();
    expect(recordIds(store)).toEqual([]);

    store.beforeCommit = () => undefined;
    const second = follow([source], store);
    await using _ = second.following;
    await second.script.idle();
    expect(recordIds(store)).toEqual(["1", "2"]);
  });

  test("saves its start at once, so that a restart before the first event skips nothing", async () => {
    const store = createKnowingStore();
    const source = createScriptedSource("web-events");
    source.rows.push(visit("old"));
    const first = follow([source], store);
    await first.script.idle();
    await first.following[Symbol.asyncDispose]();
    source.rows.push(visit("while-away"));
    const second = follow([source], store);
    await using _ = second.following;
    await second.script.idle();
    expect(recordIds(store)).toEqual(["while-away"]);
  });
});

describe("a source that is down", () => {
  test("is tried ever more slowly and followed again by itself, without a gap", async () => {
    const store = createKnowingStore();
    const source = createScriptedSource("web-events");
    const { following, script } = follow([source], store, { random: () => 0.999999 });
    await using _ = following;
    await script.idle();
    source.error = new Error("down");
    source.rows.push(visit("during the outage"));
    for (let tries = 0; tries < 8; tries += 1) await look(script);
    expect(script.asked.slice(1)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    source.error = undefined;
    await look(script);
    expect(recordIds(store)).toEqual(["during the outage"]);
    expect(script.asked.at(-1)).toBe(500);
    expect(following.counts.get("web-events")?.failures).toBe(8);
  });

  test("does not disturb another source", async () => {
    const store = createKnowingStore();
    const down = createScriptedSource("transfers");
    const up = createScriptedSource("web-events");
    down.error = new Error("down");
    const script = createScriptedPause();
    const downScript = createScriptedPause();
    await using following = followSourceChanges({
      sources: [down, up],
      unitOfWork: store.unitOfWork,
      identityStore: store,
      logger: silentLogger,
      backoff: { minMs: 10_000, maxMs: 30_000 },
      random: () => 0,
      pause: (ms, signal) => (ms === 500 ? script : downScript).pause(ms, signal),
    });
    await script.idle();
    await downScript.idle();
    up.rows.push(visit("1"));
    await look(script);
    expect(recordIds(store)).toEqual(["1"]);
    expect(following.counts.get("transfers")?.failures).toBe(1);
  });
});

describe("a change of somebody unknown", () => {
  const lee = { namespace: "LOGIN_ID", value: "lee" } as const;

  test("is dropped and counted once, after it was looked up again for a while", async () => {
    const store = createKnowingStore();
    const source = createScriptedSource("web-events");
    const { following, script } = follow([source], store);
    await using _ = following;
    await script.idle();
    source.rows.push(visit("1"), visit("2", lee));
    for (let turn = 0; turn < 9; turn += 1) await look(script);
    expect(following.counts.get("web-events")?.dropped).toEqual({});
    for (let turn = 0; turn < 3; turn += 1) await look(script);
    expect(following.counts.get("web-events")?.dropped).toEqual({ UNKNOWN_PERSON: 1 });
    expect(recordIds(store)).toEqual(["1"]);
  });

  test("becomes an event when another source makes the person known meanwhile", async () => {
    const store = createKnowingStore();
    const source = createScriptedSource("web-events");
    const { following, script } = follow([source], store);
    await using _ = following;
    await script.idle();
    source.rows.push(visit("1", lee));
    await look(script);
    store.hold(lee, { customerId: kimId, verified: true });
    await look(script);
    expect(recordIds(store)).toEqual(["1"]);
    expect(following.counts.get("web-events")).toMatchObject({ events: 1, dropped: {} });
  });
});

test("who is new in a source is linked before what the person did there", async () => {
  const store = createMemoryStore();
  const source = createScriptedSource("crm");
  const { following, script } = follow([source], store);
  await using _ = following;
  await script.idle();
  const subject = { namespace: "CRM_ID", value: "7" } as const;
  const seenAt = "2026-11-20T09:00:00.000Z";
  source.observed.push({ subject, identity: kim, verified: true, firstSeenAt: seenAt, lastSeenAt: seenAt });
  source.rows.push(visit("1"));
  await look(script);
  expect(recordIds(store)).toEqual(["1"]);
});

test("disposing ends every loop, also one that waits for a source", async () => {
  const store = createKnowingStore();
  let markAsked = () => {};
  const asked = new Promise<void>((resolve) => (markAsked = resolve));
  const hanging: FollowedSource = {
    name: "slow",
    changes: (_position, _limit, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          reject(new Error("aborted"));
        });
        markAsked();
      }),
  };
  const { following, script } = follow([hanging, createScriptedSource("web-events")], store);
  await asked;
  await script.idle();
  await following[Symbol.asyncDispose]();
  expect(following.counts.get("slow")?.failures).toBe(0);
});
