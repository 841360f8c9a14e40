import { createHmac, createSecretKey } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createKeyRing, createMasterKey, parseMasterKeys, toKeyText, type MasterKey } from "./key-ring.js";

const counting: MasterKey = { id: "2026a", bytes: Buffer.from(Array.from({ length: 32 }, (_, n) => n)) };
const other: MasterKey = { id: "2026b", bytes: Buffer.alloc(32, 7) };

/** HKDF of RFC 5869 for 32 bytes, by hand, so that the ring is compared with something else than itself. */
function deriveByHand(key: Buffer, salt: Buffer, info: Buffer): string {
  const extracted = createHmac("sha256", salt).update(key).digest();
  return createHmac("sha256", extracted)
    .update(info)
    .update(Buffer.from([1]))
    .digest("hex");
}

describe("a key ring", () => {
  test("derives a sub-key for each use by HKDF-SHA256 (RFC 5869)", () => {
    // Test case 1 of the RFC, its first 32 bytes: the derivation by hand is right.
    const hex = (text: string) => Buffer.from(text, "hex");
    expect(
      deriveByHand(hex("0b".repeat(22)), hex("000102030405060708090a0b0c"), hex("f0f1f2f3f4f5f6f7f8f9")),
    ).toBe("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");

    const salt = Buffer.from("customer-360-gateway personal data v1");
    const ring = createKeyRing([counting]);
    const uses = ["lookup", "identifier", "access-log", "export", "certificate", "webhook", "check"] as const;
    const derived = uses.map((use) => ring.derive(use).export().toString("hex"));
    expect(derived).toEqual(uses.map((use) => deriveByHand(counting.bytes, salt, Buffer.from(use))));
    expect(new Set(derived).size).toBe(uses.length);
    // Computed by another program. Whatever changes it makes every store unreadable.
    expect(derived[0]).toBe("a5849219957cde2e4b95aaddd2f19f335d11249f3803f8b2cd601f259027c660");
  });

  test("takes its first key where none is named, and tells which one is missing", () => {
    const ring = createKeyRing([other, counting]);
    expect(ring.primaryKeyId).toBe("2026b");
    expect(ring.keyIds).toEqual(["2026b", "2026a"]);
    expect(ring.derive("export")).toBe(ring.derive("export", "2026b"));
    expect(ring.derive("export").equals(ring.derive("export", "2026a"))).toBe(false);
    expect(() => ring.derive("export", "2025")).toThrow(
      'PERSONAL_DATA_KEYS: the key "2025" is missing; there is data that only this key opens.',
    );
  });

  test("shows no key, however it is printed", () => {
    const ring = createKeyRing([counting]);
    const key = ring.derive("lookup");
    const shown = [inspect(ring, { depth: 9, showHidden: true }), JSON.stringify(ring), inspect(key)].join();
    for (const secret of [counting.bytes, key.export()]) {
      expect(shown).not.toContain(secret.toString("hex"));
      expect(shown).not.toContain(secret.toString("base64"));
    }
  });
});

describe("master keys", () => {
  test("are read as they are written", () => {
    const keys = [other, counting, createMasterKey(new Date("2026-11-23T00:00:00Z"))];
    expect(parseMasterKeys(keys.map(toKeyText).join(", "))).toEqual(keys);
    expect(keys[2]?.id).toMatch(/^2611[0-9a-f]{6}$/);
    expect(keys[2]?.bytes.length).toBe(32);
    expect(createSecretKey(keys[2]!.bytes).symmetricKeySize).toBe(32);
  });

  test("are refused by their place, and no part of them is told", () => {
    const good = toKeyText(counting);
    const bad = [
      "2026b",
      "2026b:",
      `2026b:${"A".repeat(42)}`,
      `2026b:${"A".repeat(44)}`,
      `20.26:${"A".repeat(43)}=`,
      `:${"A".repeat(43)}=`,
      "",
    ];
    for (const text of bad) {
      expect(() => parseMasterKeys(`${good},${text}`)).toThrow(
        "PERSONAL_DATA_KEYS: the key at place 2 must be an id, a colon and 32 bytes in base64 (npm run keys:new prints one).",
      );
    }
    expect(() => parseMasterKeys(`${good},${good}`)).toThrow('the key "2026a" stands there twice');
    expect(() => createKeyRing([])).toThrow("at least one key is needed");
  });
});
