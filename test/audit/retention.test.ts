import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findAnchor } from "../../src/domains/audit/access-anchor.js";
import { verifyAccessLog } from "../../src/domains/audit/verify-access-log.js";
import { keepAccessLog, removeOld, toRetentionStart } from "../../src/store/keep-access-log.js";
import { makeNote } from "../fakes/access-note.js";
import { testAccessKeys } from "../fakes/key-ring.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const before = "2024-01-01T00:00:00.000Z";
const clock = { now: () => new Date("2023-06-01T00:00:00Z") };
let store: TestStore;
beforeEach(async () => {
  store = await createTestStore({ clock });
  for (const month of ["2023-11", "2023-12", "2024-01", "2023-12", "2024-02"]) {
    await store.accessLog.append(
      Array.from({ length: 10 }, (_, n) =>
        makeNote({ at: `${month}-0${String(n)}T00:00:00Z`.replace("-00T", "-10T") }),
      ),
    );
  }
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});
const verify = (anchor?: string) => {
  const expected = anchor === undefined ? undefined : findAnchor(anchor);
  return store.scanAccessLog((scan) => verifyAccessLog(testAccessKeys, scan, expected && { expected }));
};
const asOperator = (statement: string) =>
  store.sql(`set session_replication_role = replica; ${statement}; set session_replication_role = default`);

describe("the retention", () => {
  test("removes from the beginning up to the first entry that is kept, and the log stays whole", async () => {
    const anchor = await store.accessLog.findAnchor();
    expect(await store.removeOldAccessEntries(before)).toEqual({ entries: 20, segmentsWithoutKey: [] });
    expect(await verify(anchor)).toMatchObject({ entries: 30, faults: [] });
    expect(await store.removeOldAccessEntries(before)).toMatchObject({ entries: 0 });
    await store.accessLog.append([makeNote()]);
    expect(await verify(anchor)).toMatchObject({ entries: 31, faults: [] });
  });

  test("may remove a whole segment, whose mark stays, and leaves what is in the log still verified", async () => {
    const anchor = await store.accessLog.findAnchor();
    await store.removeOldAccessEntries("2025-01-01T00:00:00Z");
    expect(await verify(anchor)).toMatchObject({ entries: 0, faults: [] });
    await asOperator("update access_segment set removed_through = 0, removed_mac = null, removal_mac = null");
    expect((await verify()).faults).toMatchObject([{ kind: "ENTRIES_MISSING", sequence: 1, through: 50 }]);
  });

  test("leaves every other deletion to be seen", async () => {
    await store.removeOldAccessEntries(before);
    await asOperator("delete from access_entry where sequence = 21");
    expect((await verify()).faults).toMatchObject([{ kind: "ENTRIES_MISSING", sequence: 21 }]);
    await asOperator("update access_segment set removed_through = 21");
    expect((await verify()).faults[0]).toMatchObject({ kind: "REMOVAL_CHANGED", sequence: 21 });
  });

  test("says of an anchor that is older than what is kept that it cannot be compared", async () => {
    const anchor = await store.accessLog.findAnchor();
    await store.accessLog.append([makeNote({ at: "2024-03-01T00:00:00Z" })]);
    await store.removeOldAccessEntries("2025-01-01T00:00:00Z");
    expect((await verify(anchor)).faults).toMatchObject([{ kind: "ANCHOR_REMOVED" }]);
  });

  test("and the state of the log are the gateway's work, from its start on", async () => {
    const info = vi.fn<(...args: unknown[]) => void>();
    const logger = { info, warn: vi.fn<() => void>(), error: vi.fn<() => void>() };
    const late = { now: () => new Date("2026-01-01T00:00:00Z") };
    const options = { store, retentionYears: 2, clock: late, logger };
    const keeping = await keepAccessLog(options);
    await keeping[Symbol.asyncDispose]();
    await removeOld(options);
    expect(info.mock.calls).toEqual([
      [{ anchor: await store.accessLog.findAnchor() }, "State of the access log."],
      [{ entries: 20, before }, "Old entries of the access log were removed."],
    ]);
    expect(toRetentionStart(new Date("2028-02-29T12:00:00Z"), 1)).toBe("2027-03-01T12:00:00.000Z");
  });
});
