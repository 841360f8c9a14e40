// Puts names into sentences and chooses the Korean particle that fits the last sound.

/** Replaces `{name}` and `{name|을/를}`; the first particle follows a closed syllable, the second an open one. */
export function fillSlots(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(
    /\{(\w+)(?:\|([^/}]+)\/([^}]+))?\}/g,
    (_, name: string, closed?: string, open?: string) => {
      const value = values[name] ?? "";
      if (closed === undefined || open === undefined) return value;
      return value + (endsClosed(value, closed) ? closed : open);
    },
  );
}

function endsClosed(text: string, particle: string): boolean {
  const code = text.charCodeAt(text.length - 1) - 0xac00;
  if (code < 0 || code > 11_171) return false;
  const final = code % 28;
  // After ㄹ the particle 으로 becomes 로, as after a vowel.
  return final !== 0 && !(final === 8 && particle === "으로");
}
