// Identities that were opened lately. Opening one costs some 3 µs, and the same persons are asked for again and again while
// somebody works with them.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";
import { TurningMemory } from "./turning-memory.js";

/** With values of 20 characters about 5 MB. */
const maxEntries = 25_000;
const turnMs = 60_000;

/** Opens what was sealed for a namespace; throws as `IdentifierCipher.decrypt` does. */
export type OpenIdentity = (namespace: string, sealed: string) => string;

/** Opens with a memory of one to two minutes. `now` is in milliseconds. */
export function rememberOpened(
  { decrypt }: Pick<IdentifierCipher, "decrypt">,
  now?: () => number,
): OpenIdentity {
  const opened = new TurningMemory<string>({ maxEntries, turnMs, ...(now && { now }) });
  return (namespace, sealed) => {
    const key = `${namespace}:${sealed}`;
    const known = opened.find(key);
    if (known !== undefined) return known;
    const value = decrypt(namespace, sealed);
    opened.put(key, value);
    return value;
  };
}
