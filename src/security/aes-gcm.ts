// AES-256-GCM (NIST SP 800-38D) on bytes: nonce of 96 bits, tag of 128 bits.
import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/** Encrypts; answers nonce, ciphertext and tag in one. A nonce must never be used twice with one key. */
export function sealBytes(key: KeyObject, nonce: Buffer, associated: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(associated);
  const encrypted = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, encrypted, cipher.getAuthTag()]);
}

/** Decrypts what `sealBytes` answered; undefined when key, associated data or a single bit of it is another. */
export function findOpenedBytes(key: KeyObject, associated: Buffer, sealed: Buffer): Buffer | undefined {
  if (sealed.length < nonceLength + tagLength) return undefined;
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(-tagLength));
  const plain = decipher.update(sealed.subarray(nonceLength, -tagLength));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plain;
}
