/** Text for people as we keep it: NFC, without space around it; null when nothing is left. */
export function toText(value: string | null): string | null {
  if (value === null) return null;
  const text = value.normalize("NFC").trim();
  return text === "" ? null : text;
}
