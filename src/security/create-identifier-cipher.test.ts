// cspell:ignore Wulvirji Nttg AAEC bvce Pqmdwa aahb
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findKeyId, UnreadableIdentifierError } from "../domains/identity/identifier-cipher.js";
import { createIdentifierCipher } from "./create-identifier-cipher.js";
import { createKeyRing, type MasterKey } from "./key-ring.js";

const older: MasterKey = { id: "2026a", bytes: Buffer.from(Array.from({ length: 32 }, (_, n) => n)) };
const newer: MasterKey = { id: "2026b", bytes: Buffer.alloc(32, 7) };
const cipher = createIdentifierCipher(createKeyRing([older]));

describe("a keyed hash", () => {
  test("is the first half of the HMAC-SHA256 under the sub-key for looking up, as another program computed it", () => {
    expect(cipher.toLookup("PHONE", "+821012345678")).toBe("2026a.zEFsRHWulvirji_eg9Nttg");
  });

  test("differs by namespace, value and key, and stays with its key when another one comes first", () => {
    const both = createIdentifierCipher(createKeyRing([newer, older]));
    const hash = cipher.toLookup("EMAIL", "a@x.kr");
    expect(both.toLookup("EMAIL", "a@x.kr", "2026a")).toBe(hash);
    expect(both.toLookups("EMAIL", "a@x.kr")).toEqual([both.toLookup("EMAIL", "a@x.kr"), hash]);
    const all = [
      hash,
      both.toLookup("EMAIL", "a@x.kr"),
      cipher.toLookup("EMAIL", "b@x.kr"),
      cipher.toLookup("EMAI", "La@x.kr"),
    ];
    expect(new Set(all.map((text) => text.slice(text.indexOf(".")))).size).toBe(4);
    expect(all.map(findKeyId)).toEqual(["2026a", "2026b", "2026a", "2026a"]);
  });
});

describe("a sealed identifier", () => {
  test("opens to what it was, in any script and of any length, and is never the same twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const [one, two] = [cipher.encrypt("EMAIL", text), cipher.encrypt("EMAIL", text)];
        expect(cipher.decrypt("EMAIL", one)).toBe(Buffer.from(text, "utf8").toString("utf8"));
        expect(one).not.toBe(two);
        expect(one).toMatch(/^2026a\.[\w-]+$/);
      }),
    );
  });

  test("draws a nonce of its own each time, also over many", () => {
    const nonces = Array.from({ length: 2_000 }, () => cipher.encrypt("PHONE", "1").slice(6, 22));
    expect(new Set(nonces).size).toBe(2_000);
  });

  test("of another program opens as well: the format is nonce, ciphertext and tag in base64url", () => {
    const sealed = "2026a.AAECAwQFBgcICQoL36wcIaOX_9bvce67KhDKpTGQPqmdwaPPJDh5J5aahbK3mm8j4qcr";
    expect(cipher.decrypt("PHONE", sealed)).toBe("김하나 +821012345678");
  });

  test("opens with the key it names wherever that key stands in the ring, and not without it", () => {
    const sealed = cipher.encrypt("PHONE", "+821012345678");
    expect(createIdentifierCipher(createKeyRing([newer, older])).decrypt("PHONE", sealed)).toBe(
      "+821012345678",
    );
    const retired = createIdentifierCipher(createKeyRing([newer]));
    expect(() => retired.decrypt("PHONE", sealed)).toThrow(
      new UnreadableIdentifierError(
        'A sealed PHONE needs the key "2026a", which is not among PERSONAL_DATA_KEYS.',
        "2026a",
      ),
    );
    const swapped = createIdentifierCipher(createKeyRing([{ ...newer, id: "2026a" }]));
    expect(() => swapped.decrypt("PHONE", sealed)).toThrow(
      /it was changed, or the key is another of that id/,
    );
  });

  test("does not open in another column, nor when any character of it is another", () => {
    const sealed = cipher.encrypt("PHONE", "+821012345678");
    expect(() => cipher.decrypt("EMAIL", sealed)).toThrow(UnreadableIdentifierError);
    fc.assert(
      // The last character carries spare bits, which no byte of the text hangs on.
      fc.property(fc.nat(sealed.length - 2), fc.constantFrom("A", "b", "7", "_"), (at, character) => {
        fc.pre(sealed[at] !== character);
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        expect(() => cipher.decrypt("PHONE", changed)).toThrow(UnreadableIdentifierError);
      }),
    );
  });

  test("is never quoted by an error", () => {
    const sealed = cipher.encrypt("PHONE", "+821012345678");
    const messages = ["", "+821012345678", `2026a.${sealed.slice(9)}`, `x.${sealed}`].map((text) =>
      messageOf(() => cipher.decrypt("PHONE", text)),
    );
    expect(messages.filter((text) => text.includes("+8210") || text.includes(sealed.slice(9)))).toEqual([]);
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return String(error);
  }
  throw new Error("It did not fail.");
}
