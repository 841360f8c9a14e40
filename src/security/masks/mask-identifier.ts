import { toCharacters } from "./characters.js";

/** Hides an identifier: all but the last two characters become `*`; nothing of one of up to four is shown. */
export function maskIdentifier(text: string): string {
  const characters = toCharacters(text);
  const shown = characters.length > 4 ? 2 : 0;
  return characters.map((character, at) => (at < characters.length - shown ? "*" : character)).join("");
}
