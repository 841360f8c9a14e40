// The parts of an export under the key ring. Each is sealed for its export, its place and for being the last, so that none
// can be left out, moved or cut off unseen.
import { randomBytes } from "node:crypto";
import type { ExportCipher } from "../domains/rights/personal-export.js";
import { findOpenedBytes, sealBytes } from "./aes-gcm.js";
import type { KeyRing } from "./key-ring.js";

/** The cipher of exports: `<key id>.<nonce, ciphertext and tag>`. */
export function createExportCipher(ring: KeyRing): ExportCipher {
  return {
    seal(exportId, number, isLast, text) {
      const associated = toAssociated(exportId, number, isLast);
      const sealed = sealBytes(ring.derive("export"), randomBytes(12), associated, text);
      return Buffer.concat([Buffer.from(`${ring.primaryKeyId}.`, "utf8"), sealed]);
    },
    open(exportId, number, data) {
      const bytes = Buffer.from(data);
      const dot = bytes.indexOf(".");
      const key = ring.derive("export", bytes.subarray(0, dot).toString("utf8"));
      for (const isLast of [false, true]) {
        const text = findOpenedBytes(key, toAssociated(exportId, number, isLast), bytes.subarray(dot + 1));
        if (text !== undefined) return { text, isLast };
      }
      throw new Error("A part of an export does not open: it was changed, moved or sealed with another key.");
    },
  };
}

function toAssociated(exportId: string, number: number, isLast: boolean): Buffer {
  return Buffer.from(`export\0${exportId}\0${String(number)}\0${isLast ? "last" : "more"}`, "utf8");
}
