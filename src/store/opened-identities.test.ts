import { describe, expect, test } from "vitest";
import { rememberOpened } from "./opened-identities.js";

function setUp() {
  let now = 0;
  let opened = 0;
  const open = rememberOpened(
    {
      decrypt: (namespace, sealed) => {
        if (sealed === "broken") throw new Error("does not open");
        opened += 1;
        return `${namespace} ${sealed.toUpperCase()}`;
      },
    },
    () => now,
  );
  return { open, pass: (ms: number) => (now += ms), opened: () => opened };
}

describe("identities that were opened", () => {
  test("are opened once while they are asked for, each namespace for itself", () => {
    const { open, pass, opened } = setUp();
    for (let turn = 0; turn < 5; turn += 1) {
      expect(open("PHONE", "a")).toBe("PHONE A");
      expect(open("EMAIL", "a")).toBe("EMAIL A");
      pass(59_000);
    }
    expect(opened()).toBe(2);
  });

  test("are forgotten two minutes after they were asked for last", () => {
    const { open, pass, opened } = setUp();
    open("PHONE", "a");
    pass(120_000);
    open("PHONE", "b");
    open("PHONE", "a");
    expect(opened()).toBe(3);
  });

  test("are never more than two times 25,000", () => {
    const { open, opened } = setUp();
    for (let n = 0; n < 60_000; n += 1) open("PHONE", String(n));
    open("PHONE", "0");
    expect(opened()).toBe(60_001);
    open("PHONE", "59999");
    expect(opened()).toBe(60_001);
  });

  test("that do not open throw each time", () => {
    const { open } = setUp();
    expect(() => open("PHONE", "broken")).toThrow("does not open");
    expect(() => open("PHONE", "broken")).toThrow("does not open");
  });
});
