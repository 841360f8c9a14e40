// Identities that were opened lately. Opening one costs some 3 µs, and the same persons are asked for again and again while
// somebody works with them. What is kept is no longer in memory than two turns: this is personal data in plain text.
import type { IdentifierCipher } from "../domains/identity/identifier-cipher.js";

/** With values of 20 characters about 5 MB. */
const maxTexts = 25_000;
const turnMs = 60_000;

/** Opens what was sealed for a namespace; throws as `IdentifierCipher.decrypt` does. */
export type OpenIdentity = (namespace: string, sealed: string) => string;

/** Opens with a memory of one to two turns. `now` is in milliseconds. */
export function rememberOpened(
  { decrypt }: Pick<IdentifierCipher, "decrypt">,
  now: () => number = performance.now.bind(performance),
): OpenIdentity {
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  let turnedAt = now();
  const turn = (): void => {
    // Two turns without a question leave nothing behind.
    older = now() - turnedAt < 2 * turnMs ? recent : new Map<string, string>();
    recent = new Map();
    turnedAt = now();
  };
  return (namespace, sealed) => {
    if (now() - turnedAt >= turnMs || recent.size >= maxTexts) turn();
    const key = `${namespace}:${sealed}`;
    const known = recent.get(key);
    if (known !== undefined) return known;
    const opened = older.get(key) ?? decrypt(namespace, sealed);
    recent.set(key, opened);
    return opened;
  };
}
