import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import type { Transaction } from "../../src/domains/unit-of-work.js";
import { makeTrigger } from "../fakes/trigger.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const kim = "00000000-0000-5000-8000-000000000001";

let store: TestStore;
beforeAll(async () => {
  store = await createTestStore({ maxConnections: 4 });
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

const writeTwice = async ({ changePositions, reactionPositions }: Transaction) => {
  await changePositions.save("crm", "1");
  await reactionPositions.save("evaluate-rules", 7, 1n);
};
const written = () =>
  store.sql("select source from change_position union all select name from reaction_position");

describe("a change", () => {
  test("that throws leaves nothing behind", async () => {
    const change = store.unitOfWork.run(async (transaction) => {
      await writeTwice(transaction);
      throw new Error("changed my mind");
    });
    await expect(change).rejects.toThrow("changed my mind");
    expect(await written()).toEqual([]);
  });

  test("whose connection dies leaves nothing behind, says STORE_UNAVAILABLE, and costs no connection for good", async () => {
    for (let round = 0; round < 6; round++) {
      const change = store.unitOfWork.run(async (transaction) => {
        await writeTwice(transaction);
        await store.sql(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
        );
        await transaction.changePositions.save("crm", "2");
      });
      await expect(change).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", retryable: true });
    }
    expect(await written()).toEqual([]);
    await store.ping();
  });

  test("that swallows a failed statement fails, instead of losing the rest in silence", async () => {
    const trigger = { id: "no uuid" } as Trigger;
    const change = store.unitOfWork.run(async (transaction) => {
      await writeTwice(transaction);
      await transaction.triggers.add(trigger).catch(() => undefined);
    });
    await expect(change).rejects.toThrow();
    expect(await written()).toEqual([]);
  });
});

describe("positions", () => {
  test("are kept, the reactions' never go back", async () => {
    await store.unitOfWork.run(async ({ changePositions, reactionPositions }) => {
      expect(await changePositions.find("crm")).toBeUndefined();
      expect(await reactionPositions.find("evaluate-rules", 7)).toBeUndefined();
      await changePositions.save("crm", "9");
      await changePositions.save("crm", "7");
      await reactionPositions.save("evaluate-rules", 7, 9007199254740993n);
      await reactionPositions.save("evaluate-rules", 7, 5n);
    });
    await store.unitOfWork.run(async ({ changePositions, reactionPositions }) => {
      expect(await changePositions.find("crm")).toBe("7");
      expect(await reactionPositions.find("evaluate-rules", 7)).toBe(9007199254740993n);
    });
  });
});

describe("a trigger", () => {
  const trigger = makeTrigger({
    id: "00000000-0000-4000-8000-00000000000a",
    rule: "repeated-product-views",
    customerId: kim,
    title: "적금 3회 조회",
    evidence: ["web_1", "web_2"],
    raisedAt: "2026-11-20T00:00:00.123456Z",
    value: 0.25,
    subject: "적금",
  });

  test("reads back as it was written, by customer, by status, by page and by id", async () => {
    const later: Trigger = {
      ...trigger,
      id: trigger.id.replace(/a$/, "b"),
      status: "SUPPRESSED",
      suppressedBy: ["FATIGUE"],
    };
    await store.unitOfWork.run(async ({ triggers }) => {
      expect(await triggers.lockLatest(trigger.rule, kim, "적금")).toBeUndefined();
      await triggers.add(trigger);
      expect(await triggers.lockLatest(trigger.rule, kim, "적금")).toEqual(trigger);
      await triggers.add(later);
    });
    const pages = await store.triggers.loadTriggers([
      { customerId: kim, limit: 10 },
      { customerId: kim, limit: 10, statuses: ["RAISED"] },
      { customerId: kim, limit: 1 },
      { customerId: kim, limit: 1, after: { at: later.raisedAt, id: later.id, inclusive: false } },
      { customerId: kim, limit: 9, after: { at: later.raisedAt, id: null, inclusive: false } },
      { customerId: kim, limit: 9, after: { at: later.raisedAt, id: "any text'", inclusive: true } },
      { customerId: "nobody", limit: 9 },
    ]);
    expect(pages).toEqual([[later, trigger], [trigger], [later], [trigger], [], [later, trigger], []]);
    expect(await store.triggers.loadByIds([trigger.id, "x"])).toEqual(new Map([[trigger.id, trigger]]));
  });

  test("is raised once for one rule, customer and subject, however many look at the same time", async () => {
    const subject = "대출";
    const raise = (n: number) =>
      store.unitOfWork.run(async ({ triggers }) => {
        if ((await triggers.lockLatest(trigger.rule, kim, subject)) !== undefined) return false;
        await triggers.add({
          ...trigger,
          subject,
          id: `00000000-0000-4000-8000-0000000001${String(n + 10)}`,
        });
        return true;
      });
    const raised = await Promise.all(Array.from({ length: 20 }, (_, n) => raise(n)));
    expect(raised.filter(Boolean)).toHaveLength(1);
  });
});
