import { toNfc } from "../../shared/to-nfc.js";

/** Text for people as we keep it: NFC, without space around it; null when nothing is left. */
export function toText(value: string | null): string | null {
  if (value === null) return null;
  const text = toNfc(value).trim();
  return text === "" ? null : text;
}
