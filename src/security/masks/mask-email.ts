import { toCharacters, toStars } from "./characters.js";

const topLevelDomain = /^[\p{L}-]{2,}$/u;

/** Hides an e-mail address: `minjun.kim@example.com` becomes `m*********@*******.com`. */
export function maskEmail(text: string): string {
  const at = text.lastIndexOf("@");
  if (at < 0) return toStars(text);
  const local = toCharacters(text.slice(0, at));
  const labels = text.slice(at + 1).split(".");
  const last = labels.length > 1 ? labels.pop()! : "";
  // A short local part is a name or a number as a whole.
  const first = local.length > 2 ? local[0]! : "";
  const hidden = "*".repeat(local.length - (first === "" ? 0 : 1));
  const domain = [
    ...labels.map((label) => toStars(label)),
    ...(last === "" ? [] : [topLevelDomain.test(last) ? last.normalize("NFC") : toStars(last)]),
  ];
  return `${first}${hidden}@${domain.join(".")}`;
}
