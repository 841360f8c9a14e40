// Names as Korean banks print them: the first character, and of a Korean name of three and more the last one.
import { toCharacters } from "./characters.js";

const separator = /^[\s\-'’.,·]$/u;
const eastAsian = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

/** Hides a name: `김민준` becomes `김*준`, `김민` becomes `김*`, `Anna Schmidt` becomes `A*** S******`. */
export function maskName(text: string): string {
  const masked: string[] = [];
  let word: string[] = [];
  const endWord = (): void => {
    masked.push(...maskWord(word));
    word = [];
  };
  for (const character of toCharacters(text)) {
    if (!separator.test(character)) {
      word.push(character);
      continue;
    }
    endWord();
    masked.push(character);
  }
  endWord();
  return masked.join("");
}

function maskWord(word: readonly string[]): readonly string[] {
  const keepsLast = word.length > 2 && isEastAsian(word[0]!) && isEastAsian(word.at(-1)!);
  return word.map((character, at) => {
    const isShown = (at === 0 && word.length > 1) || (keepsLast && at === word.length - 1);
    return isShown && isLetter(character) ? character : "*";
  });
}

const isEastAsian = (character: string): boolean => eastAsian.test(character);
const isLetter = (character: string): boolean => /^\p{L}\p{M}*$/u.test(character);
