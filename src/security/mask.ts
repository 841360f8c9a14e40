/** Hides an identifier: all but the last two characters become `*`. Never longer, never reversible. */
export function maskIdentifier(text: string): string {
  const characters = Array.from(text);
  const shown = characters.length > 4 ? 2 : 0;
  return characters.map((character, index) => (index < characters.length - shown ? "*" : character)).join("");
}
