// Vectors of AES-256-GCM: McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, test cases 13 to 16
// (those with a nonce of 96 bits), as NIST validates them. cspell:ignore Viega feedface feedfacd
import { createSecretKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { findOpenedBytes, sealBytes } from "./aes-gcm.js";

const hex = (text: string) => Buffer.from(text, "hex");
const key = "feffe9928665731c6d6a8f9467308308".repeat(2);
const plain =
  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" +
  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
const encrypted =
  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa" +
  "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
const cases = [
  {
    no: 13,
    key: "00".repeat(32),
    nonce: "00".repeat(12),
    plain: "",
    associated: "",
    sealed: "",
    tag: "530f8afbc74536b9a963b4f1c4cb738b",
  },
  {
    no: 14,
    key: "00".repeat(32),
    nonce: "00".repeat(12),
    plain: "00".repeat(16),
    associated: "",
    sealed: "cea7403d4d606b6e074ec5d3baf39d18",
    tag: "d0d1c8a799996bf0265b98b5d48ab919",
  },
  {
    no: 15,
    key,
    nonce: "cafebabefacedbaddecaf888",
    plain,
    associated: "",
    sealed: encrypted,
    tag: "b094dac5d93471bdec1a502270e3cc6c",
  },
  {
    no: 16,
    key,
    nonce: "cafebabefacedbaddecaf888",
    plain: plain.slice(0, 120),
    associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    sealed: encrypted.slice(0, 120),
    tag: "76fc6ece0f4e1768cddf8853bb2d551b",
  },
];

describe("AES-256-GCM", () => {
  test.each(cases)("gives and opens what test case $no says", (vector) => {
    const secret = createSecretKey(hex(vector.key));
    const associated = hex(vector.associated);
    const sealed = sealBytes(secret, hex(vector.nonce), associated, hex(vector.plain));
    expect(sealed.toString("hex")).toBe(vector.nonce + vector.sealed + vector.tag);
    expect(findOpenedBytes(secret, associated, sealed)?.toString("hex")).toBe(vector.plain);
  });

  test("opens nothing of which a single bit was changed, and nothing that was cut", () => {
    const secret = createSecretKey(hex(key));
    const associated = hex("feedface");
    const sealed = sealBytes(secret, hex("cafebabefacedbaddecaf888"), associated, hex(plain));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(findOpenedBytes(secret, associated, changed)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(findOpenedBytes(secret, associated, sealed.subarray(0, length))).toBeUndefined();
    }
    expect(findOpenedBytes(secret, hex("feedfacd"), sealed)).toBeUndefined();
    expect(findOpenedBytes(createSecretKey(hex("01".repeat(32))), associated, sealed)).toBeUndefined();
  });
});
