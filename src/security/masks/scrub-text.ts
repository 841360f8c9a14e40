// Free text without personal data: what people write about themselves and others in notes and memos, in Korean and English.
// Every letter and digit of what is found becomes `*`; the rest, the punctuation and the length stay.
import { toStars } from "./characters.js";

const digit = "[0-9０-９]";
/** Between two digits of one number: a space, a dot, a slash, a hyphen of any kind, parentheses; two of them at most. */
const gap = "[\\s./()‐-―−－-]{0,2}";

/**
 * Nine digits and more in one group, whatever they are: telephone numbers (02-123-4567 has nine, +82 10 1234 5678 twelve),
 * resident and foreigner registration numbers, cards, accounts, driver's licences. To tell them apart by their check digits
 * would let through those with a slip of the pen.
 */
const longNumber = new RegExp(`${digit}(?:${gap}${digit}){8,}`, "gu");

/** Days are no part of a number beside them; a day that more digits are tied to is none. */
const date =
  /(?<![\d./-])(?:(?:19|20)\d\d[-./] ?(?:0?[1-9]|1[0-2])[-./] ?(?:0?[1-9]|[12]\d|3[01])|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d)(?![-./]?\d)/gu;

/** What needs no more than its form. In an address of a page, user and password go first, and e-mails may be percent-encoded. */
const patterns: readonly RegExp[] = [
  /(?<=\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,200}(?=@)/giu,
  // A resident registration number whose second half somebody has hidden still tells the day of birth.
  /(?<!\d)\d{6}\s?[-–]\s?[1-8][\d*]{6}(?!\d)/gu,
  // Passports, old (M12345678) and new (M123A4567).
  /(?<![A-Za-z0-9])[A-Z]{1,2}(?:\d{7,8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])/giu,
];

const domain = "(?:@|%40)[\\p{L}\\p{N}*-]{1,63}(?:\\.[\\p{L}\\p{N}*-]{1,63}){1,8}";
/** Before the @ nearly everything may stand (RFC 5322), but in an address of a page the path and the query are not of it. */
const email = new RegExp(`[^\\s@<>"(),:;]{1,64}${domain}`, "giu");
const emailInUrl = new RegExp(`[^\\s@<>"'(),:;=/?&%#]{1,64}${domain}`, "giu");

/** The text without telephone, registration, card, account, passport and licence numbers, e-mail addresses and `names`. */
export function scrubText(text: string, names: readonly string[] = []): string {
  const all = [...patterns, ...names.flatMap(toNamePattern)];
  let before: string;
  let after = text.normalize("NFC");
  // Until nothing is found: what was beside something found may be a finding by itself. Each round leaves fewer letters and digits.
  do {
    before = after;
    after = hideNumbers(all.reduce(hide, hideEmails(before)));
  } while (after !== before);
  return after;
}

const shown = /^[^\p{L}\p{N}]$/u;

function hide(text: string, pattern: RegExp): string {
  return text.replace(pattern, (match) => toStars(match, shown));
}

// Word by word and not by one pattern, which would look for the @ from every character to the end of the text.
function hideEmails(text: string): string {
  return text
    .split(/(\s+)/u)
    .map((word) => hide(word, word.includes("://") ? emailInUrl : email))
    .join("");
}

function hideNumbers(text: string): string {
  let end = 0;
  let result = "";
  for (const match of text.matchAll(date)) {
    result += hide(text.slice(end, match.index), longNumber) + match[0];
    end = match.index + match[0].length;
  }
  return result + hide(text.slice(end), longNumber);
}

/** A name of two and more letters, whatever the case and the spaces between them; a Korean one also before a particle. */
function toNamePattern(name: string): readonly RegExp[] {
  const letters = Array.from(name.normalize("NFC")).filter((letter) => /[^\s*]/u.test(letter));
  if (letters.filter((letter) => /\p{L}/u.test(letter)).length < 2) return [];
  const body = letters.map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&")).join("\\s?");
  const isLatin = /^[\p{Script=Latin}\p{M}'’.-]+$/u.test(letters.join(""));
  return [new RegExp(isLatin ? `(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])` : body, "giu")];
}
