import { expect, test } from "vitest";
import { BatchSchedule } from "./batch-schedule.js";

/** A promise that the test settles. */
function open(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let settle = { resolve: (): void => undefined, reject: (_error: Error): void => undefined };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: () => settle.resolve(), reject: (error) => settle.reject(error) };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test("a batch goes out when nothing is under way before it", async () => {
  const schedule = new BatchSchedule(10_000);
  const sent: string[] = [];
  schedule.at("facet")(() => sent.push("facet"));
  expect(sent).toEqual([]);
  await turn();
  expect(sent).toEqual(["facet"]);
});

test("a facet waits for the slowest lookup, and for what follows from it", async () => {
  const schedule = new BatchSchedule(10_000);
  const sent: string[] = [];
  const [fast, slow, consents] = [open(), open(), open()];
  void schedule.track("lookup", fast.promise);
  const following = schedule
    .track("lookup", slow.promise)
    .then(() => schedule.track("store", consents.promise));
  schedule.at("facet")(() => sent.push("facet"));
  fast.resolve();
  await turn();
  expect(sent).toEqual([]);
  slow.resolve();
  await turn();
  expect(sent).toEqual([]);
  consents.resolve();
  await following;
  await turn();
  expect(sent).toEqual(["facet"]);
});

test("a lookup that fails lets the batches go as well", async () => {
  const schedule = new BatchSchedule(10_000);
  const sent: string[] = [];
  const lookup = open();
  const failing = schedule.track("lookup", lookup.promise);
  schedule.at("store")(() => sent.push("store"));
  lookup.reject(new Error("gone"));
  await expect(failing).rejects.toThrow("gone");
  await turn();
  expect(sent).toEqual(["store"]);
});

test("a lookup that hangs holds a batch no longer than its patience", async () => {
  const schedule = new BatchSchedule(5);
  void schedule.track("lookup", open().promise);
  const sent = new Promise<string>((resolve) => {
    schedule.at("facet")(() => {
      resolve("facet");
    });
  });
  expect(await sent).toBe("facet");
});

test("a patience that was limited holds for batches from then on, and is never prolonged", async () => {
  const schedule = new BatchSchedule(10_000);
  schedule.limitPatience(5);
  schedule.limitPatience(20_000);
  void schedule.track("lookup", open().promise);
  const sent = new Promise<string>((resolve) => {
    schedule.at("facet")(() => {
      resolve("facet");
    });
  });
  expect(await sent).toBe("facet");
});

test("a request is settled when its last read has ended", async () => {
  const schedule = new BatchSchedule(10_000);
  const [first, second] = [open(), open()];
  const chain = schedule.track("lookup", first.promise).then(() => schedule.track("read", second.promise));
  let isSettled = false;
  const settled = schedule.settled().then(() => {
    isSettled = true;
  });
  first.resolve();
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(isSettled).toBe(false);
  second.resolve();
  await chain;
  await settled;
});
