import { once } from "node:events";
import { expect, test, vi } from "vitest";
import type { WorkLeaseStore } from "../../src/domains/schedule/work-share.js";
import { silentLogger } from "../../src/observability/logger.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { shareWork } from "../../src/schedule/share-work.js";

const names = Array.from({ length: 8 }, (_, n) => `part:${String(n)}`);

/** A process that shares the parts; `doing` has those that it does. */
function startProcess(leases: WorkLeaseStore, begun: string[] = []) {
  const doing = new Set<string>();
  const share = shareWork({ leases, logger: silentLogger, leaseMs: 600, beatMs: 50 });
  share.share(names, async (name, lost) => {
    doing.add(name);
    begun.push(name);
    if (!lost.aborted) await once(lost, "abort");
    doing.delete(name);
  });
  return { doing, [Symbol.asyncDispose]: () => share[Symbol.asyncDispose]() };
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const sizes = (...processes: readonly { readonly doing: ReadonlySet<string> }[]) =>
  processes.map(({ doing }) => doing.size).toSorted((left, right) => left - right);

async function openStore(): Promise<TestStore> {
  return createTestStore({ maxConnections: 5 });
}

test("processes share evenly, and who leaves hands over at once", async () => {
  await using store = await openStore();
  await using first = startProcess(store.workLeases);
  await eventually(() => expect(sizes(first)).toEqual([8]));
  await using second = startProcess(store.workLeases);
  {
    await using third = startProcess(store.workLeases);
    await eventually(() => expect(sizes(first, second, third)).toEqual([2, 3, 3]));
    const all = [first, second, third].flatMap(({ doing }) => [...doing]);
    expect(new Set(all).size).toBe(names.length);
  }
  await eventually(() => expect(sizes(first, second)).toEqual([4, 4]));
});

test("what a process did that does not answer any more is done by another, and it stops by itself", async () => {
  await using store = await openStore();
  let isCutOff = false;
  const cutOff: WorkLeaseStore = {
    ...store.workLeases,
    beat: (...args) => (isCutOff ? Promise.reject(new Error("away")) : store.workLeases.beat(...args)),
    release: (...args) => (isCutOff ? Promise.reject(new Error("away")) : store.workLeases.release(...args)),
  };
  const begun: string[] = [];
  await using lost = startProcess(cutOff);
  await eventually(() => expect(lost.doing.size).toBe(8));
  await using other = startProcess(store.workLeases, begun);
  await eventually(() => expect(sizes(lost, other)).toEqual([4, 4]));
  isCutOff = true;
  await eventually(() => expect(sizes(lost, other)).toEqual([0, 8]));
  isCutOff = false;
  await eventually(() => expect(sizes(lost, other)).toEqual([4, 4]));
});

test("work that fails is begun again", async () => {
  await using store = await openStore();
  let tries = 0;
  await using share = shareWork({ leases: store.workLeases, logger: silentLogger, beatMs: 20 });
  share.share(["one"], async (_, lost) => {
    tries += 1;
    if (tries < 3) throw new Error("not yet");
    if (!lost.aborted) await once(lost, "abort");
  });
  await eventually(() => expect(tries).toBe(3));
});
