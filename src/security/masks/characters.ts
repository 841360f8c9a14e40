// Masks count what people see as one character: a Hangul syllable, also when it is written in parts, and an emoji of several
// code points are one each, so that no half of one remains.

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The characters of a text, in NFC. */
export function toCharacters(text: string): readonly string[] {
  return Array.from(segmenter.segment(text.normalize("NFC")), ({ segment }) => segment);
}

/** A star for each character, except those that are only `format`. */
export function toStars(text: string, format?: RegExp): string {
  return toCharacters(text)
    .map((character) => (format?.test(character) ? character : "*"))
    .join("");
}
