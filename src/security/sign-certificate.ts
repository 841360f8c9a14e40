// Certificates are signed with Ed25519 (RFC 8032) under the key ring: who has the public key can check one without a secret.
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { toSignedText, type Certificate, type SignCertificate } from "../domains/rights/certificate.js";
import type { KeyRing } from "./key-ring.js";

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410). */
const privateKeyHead = Buffer.from("302e020100300506032b657004220420", "hex");

/** Signs with the first key of the ring. */
export function createCertificateSigner(ring: KeyRing): SignCertificate {
  return (text) => {
    const key = toPrivateKey(ring, ring.primaryKeyId);
    return {
      algorithm: "Ed25519",
      keyId: ring.primaryKeyId,
      publicKey: toPublicText(key),
      value: sign(null, Buffer.from(text, "utf8"), key).toString("base64"),
    };
  };
}

/** Why a certificate is not one of this ring's; undefined when it is, to the last character. */
export function findCertificateFault(ring: KeyRing, certificate: Certificate): string | undefined {
  const { signature, ...content } = certificate;
  if (!(signature instanceof Object)) return "It has no signature.";
  const { algorithm, keyId, publicKey, value } = signature as Readonly<Record<string, unknown>>;
  if (algorithm !== "Ed25519" || typeof keyId !== "string" || typeof value !== "string")
    return "Its signature is of another kind.";
  if (!ring.keyIds.includes(keyId))
    return `It was signed with the key "${keyId}", which is not among PERSONAL_DATA_KEYS.`;
  const key = toPrivateKey(ring, keyId);
  if (publicKey !== toPublicText(key)) return "Its public key is not that of the key it names.";
  const text = Buffer.from(toSignedText(content), "utf8");
  const isGood = verify(null, text, createPublicKey(key), Buffer.from(value, "base64"));
  return isGood ? undefined : "It was changed since it was signed.";
}

function toPrivateKey(ring: KeyRing, keyId: string): KeyObject {
  const seed = ring.derive("certificate", keyId).export();
  return createPrivateKey({ key: Buffer.concat([privateKeyHead, seed]), format: "der", type: "pkcs8" });
}

function toPublicText(key: KeyObject): string {
  return createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
}
