import { afterEach, describe, expect, test, vi } from "vitest";
import { stopInOrder } from "./stop-in-order.js";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const before = signals.map((signal) => process.listeners(signal));
afterEach(() => {
  signals.forEach((signal, at) => {
    for (const listener of process.listeners(signal)) {
      if (!before[at]?.includes(listener)) process.removeListener(signal, listener);
    }
  });
  vi.useRealTimers();
});

function create(): { running: ReturnType<typeof stopInOrder>; codes: number[]; stopping: () => number } {
  const codes: number[] = [];
  let count = 0;
  const running = stopInOrder({
    timeoutMs: 10_000,
    onStopping: () => (count += 1),
    exit: (code) => codes.push(code),
  });
  return { running, codes, stopping: () => count };
}

describe("the end of the program", () => {
  test("closes the last thing first, goes on after a failure, and ends with 1 then", async () => {
    const { running, codes } = create();
    const closed: string[] = [];
    running.add(async () => void closed.push("database"));
    running.add(() => Promise.reject(new Error("does not close")));
    running.add(async () => void closed.push("server"));
    process.emit("SIGTERM");
    await vi.waitFor(() => expect(codes).toEqual([1]));
    expect(closed).toEqual(["server", "database"]);
  });

  test("takes signals within a second for one, and a later one for impatience", async () => {
    vi.useFakeTimers();
    const { running, codes, stopping } = create();
    let finish = (): void => undefined;
    running.add(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    process.emit("SIGINT");
    process.emit("SIGINT");
    expect([stopping(), codes]).toEqual([1, []]);
    vi.advanceTimersByTime(1_500);
    process.emit("SIGINT");
    expect(codes).toEqual([130]);
    finish();
  });

  test("does not wait for ever", () => {
    vi.useFakeTimers();
    const { running, codes } = create();
    running.add(() => new Promise(() => undefined));
    process.emit("SIGTERM");
    vi.advanceTimersByTime(10_001);
    expect(codes).toEqual([1]);
  });
});
