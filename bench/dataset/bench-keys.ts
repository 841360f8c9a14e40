// The keys of personal data at rest for people who were drawn: no secret, and always the same, so that a kept data set opens.
import { createIdentifierCipher } from "../../src/security/create-identifier-cipher.js";
import { createKeyRing, parseMasterKeys } from "../../src/security/key-ring.js";

/** The setting PERSONAL_DATA_KEYS. */
export const benchKeys = `bench:${Buffer.alloc(32, "bench").toString("base64")}`;

/** The cipher of these keys. */
export const benchCipher = createIdentifierCipher(createKeyRing(parseMasterKeys(benchKeys)));
