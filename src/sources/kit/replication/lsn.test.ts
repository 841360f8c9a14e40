import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findReplicationPosition, parseLsn, toLsnText, toReplicationPositionText } from "./lsn.js";

describe("a place in the write-ahead log", () => {
  test("is read and written as PostgreSQL does", () => {
    expect(parseLsn("16/B374D848")).toBe(0x16_b374_d848n);
    expect(toLsnText(0x16_0000_0001n)).toBe("16/1");
    expect(() => parseLsn("16-B374")).toThrow("malformed");
  });

  test("survives being written down, with what it means something in", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(), (lsn, system) => {
        const position = { system: String(system), publication: "a1b2", lsn };
        expect(findReplicationPosition(toReplicationPositionText(position))).toEqual(position);
      }),
    );
  });

  test("of another version of the gateway is none", () => {
    for (const text of [undefined, "", "0/1", "1.2.3"]) expect(findReplicationPosition(text)).toBeUndefined();
  });
});
