import { describe, expect, it } from "vitest";
import { batchCalls } from "./batch-calls.js";

describe("calls that travel together", () => {
  it("give everybody their own texts, in one call for what comes in one turn", async () => {
    const calls: (readonly string[])[] = [];
    const ask = batchCalls(async (entries: readonly string[]) => {
      calls.push(entries);
      return entries.map((entry) => entry.toUpperCase());
    });
    expect(await Promise.all([ask(["a", "b"]), ask([]), ask(["c"])])).toEqual([["A", "B"], [], ["C"]]);
    expect(calls).toEqual([["a", "b", "c"]]);
  });

  it("wait for a call to end when two are on their way, and then go together", async () => {
    const ends: (() => void)[] = [];
    const calls: (readonly number[])[] = [];
    const ask = batchCalls(async (entries: readonly number[]) => {
      calls.push(entries);
      await new Promise<void>((resolve) => ends.push(resolve));
      return entries.map(String);
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const answers = [];
    for (const entry of [1, 2, 3, 4]) {
      answers.push(ask([entry]));
      await turn();
      await turn();
    }
    expect(calls).toEqual([[1], [2]]);
    ends[0]?.();
    await turn();
    await turn();
    expect(calls).toEqual([[1], [2], [3, 4]]);
    for (const end of ends) end();
    expect(await Promise.all(answers)).toEqual([["1"], ["2"], ["3"], ["4"]]);
  });

  it("all hear of a call that fails, and the next ones go on", async () => {
    let isBroken = true;
    const ask = batchCalls(async (entries: readonly string[]) => {
      if (isBroken) throw new Error("down");
      return entries;
    });
    await expect(Promise.all([ask(["a"]), ask(["b"])])).rejects.toThrow("down");
    isBroken = false;
    expect(await ask(["c"])).toEqual(["c"]);
  });
});
