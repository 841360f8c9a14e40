import { describe, expect, it, vi } from "vitest";
import { BatchOverdue, shareBatches } from "./shared-batch.js";

function createLog() {
  const batches: string[][] = [];
  const ends: (() => void)[] = [];
  const load = async (keys: readonly string[]): Promise<readonly string[]> => {
    batches.push([...keys]);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (keys.includes("broken")) throw new Error("broken");
    return keys.map((key) => key.toUpperCase());
  };
  return { batches, ends, load };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("shared batches", () => {
  it("load what is asked for in one turn together, and answer each its own", async () => {
    const { batches, ends, load } = createLog();
    const find = shareBatches({ load, maxKeys: 10, maxUnderWay: 2, maxWaitMs: 60_000 });
    const answers = Promise.all(["a", "b", "a"].map(find));
    await turn();
    expect(batches).toEqual([["a", "b", "a"]]);
    ends[0]?.();
    expect(await answers).toEqual(["A", "B", "A"]);
  });

  it("collect while as many as allowed are under way, and send no more keys at once than allowed", async () => {
    const { batches, ends, load } = createLog();
    const find = shareBatches({ load, maxKeys: 2, maxUnderWay: 1, maxWaitMs: 60_000 });
    const first = find("a");
    await turn();
    const others = Promise.all(["b", "c", "d"].map(find));
    await turn();
    expect(batches).toEqual([["a"]]);
    ends[0]?.();
    await first;
    await vi.waitFor(() => expect(batches).toEqual([["a"], ["b", "c"]]));
    ends[1]?.();
    await vi.waitFor(() => expect(ends).toHaveLength(3));
    ends[2]?.();
    expect(await others).toEqual(["B", "C", "D"]);
  });

  it("do not let a key wait for ever behind batches that hang", async () => {
    const { batches, load } = createLog();
    const find = shareBatches({ load, maxKeys: 10, maxUnderWay: 1, maxWaitMs: 20 });
    void find("a");
    await turn();
    await expect(find("b")).rejects.toThrow(BatchOverdue);
    expect(batches).toEqual([["a"]]);
  });

  it("fail all of a batch with its fault, and none of the next", async () => {
    const { ends, load } = createLog();
    const find = shareBatches({ load, maxKeys: 10, maxUnderWay: 1, maxWaitMs: 60_000 });
    const failing = Promise.allSettled(["a", "broken"].map(find));
    await turn();
    const later = find("c");
    ends[0]?.();
    expect((await failing).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    ends[1]?.();
    expect(await later).toBe("C");
  });
});
