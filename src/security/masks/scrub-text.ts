// Free text without personal data: what people write about themselves and others in notes and memos, in Korean and English.
// Every letter and digit of what is found becomes `*`; the rest, the punctuation and the length stay.
import { toStars } from "./characters.js";

const digit = "[0-9０-９]";
/** Between two digits of one number: a space, a dot, a slash, a hyphen of any kind, parentheses; two of them at most. */
const gap = "[\\s./()‐-―−－-]{0,2}";
const digits = (least: number, most: number): string =>
  `(?:${digit}${gap}){${String(least - 1)},${String(most - 1)}}${digit}`;
const alone = (pattern: string): RegExp => new RegExp(`(?<!${digit})${pattern}(?!${digit})`, "gu");

interface Finding {
  readonly pattern: RegExp;
  /** Whether the match is one; without it every match is. */
  readonly isOne?: (match: string) => boolean;
}

const findings: readonly Finding[] = [
  // User and password of a URL: `https://kim:secret@host/` loses all but the scheme and the host.
  { pattern: /(?<=\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,200}(?=@)/giu },
  // E-mail addresses, also percent-encoded as in the query of a URL.
  { pattern: /[^\s@<>"'(),:;=/?&%]{1,64}(?:@|%40)[\p{L}\p{N}*-]{1,63}(?:\.[\p{L}\p{N}*-]{1,63}){1,8}/giu },
  // Resident and foreigner registration numbers (주민등록번호, 외국인등록번호): six digits of the birth date, then 1 to 8.
  { pattern: alone(`${digits(6, 6)}${gap}[1-8１-８]${gap}${digits(6, 6)}`), isOne: hasDayOfBirth },
  // Numbers of cards, judged by their check digit (Luhn, ISO/IEC 7812).
  { pattern: alone(digits(13, 19)), isOne: hasLuhnDigit },
  // International telephone numbers, then Korean ones: +82 10 1234 5678, 010.1234.5678, (02) 123-4567.
  { pattern: new RegExp(`[+＋]${gap}${digits(8, 15)}(?!${digit})`, "gu") },
  { pattern: alone(`[(]?[0０]${gap}${digits(8, 11)}`), isOne: isNoDate },
  // Driver's licences (12-34-567890-12, or with the region's name) and accounts: ten digits and more in groups, or in one.
  { pattern: alone(`(?:${digit}{1,8}[\\s‐-―−－-]){1,4}${digit}{1,8}`), isOne: isLongNumber },
  { pattern: alone(`${digit}{10,}`) },
  // Passports, old (M12345678) and new (M123A4567).
  { pattern: /(?<![A-Za-z0-9])[A-Z]{1,2}(?:\d{7,8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])/giu },
];

/** The text without telephone, registration, card, account, passport and licence numbers, e-mail addresses and `names`. */
export function scrubText(text: string, names: readonly string[] = []): string {
  const patterns = names.flatMap(toNamePattern);
  const all = [...findings, ...patterns.map((pattern): Finding => ({ pattern }))];
  let before: string;
  let after = text.normalize("NFC");
  // Until nothing is found: what was beside something found may be a finding by itself. Every round leaves fewer digits and letters.
  do {
    before = after;
    after = all.reduce(hide, before);
  } while (after !== before);
  return after;
}

const shown = /^[^\p{L}\p{N}]$/u;

function hide(text: string, { pattern, isOne }: Finding): string {
  return text.replace(pattern, (match) =>
    isOne === undefined || isOne(match) ? toStars(match, shown) : match,
  );
}

/** A name of two and more letters, whatever the case and the spaces between its parts; a Korean one also before a particle. */
function toNamePattern(name: string): readonly RegExp[] {
  const letters = Array.from(name.normalize("NFC")).filter((letter) => /[^\s*]/u.test(letter));
  if (letters.length < 2) return [];
  const body = letters.map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/-]/gu, "\\$&")).join("\\s?");
  const isLatin = /^[\p{Script=Latin}\p{M}'’.-]+$/u.test(letters.join(""));
  return [new RegExp(isLatin ? `(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])` : body, "giu")];
}

function toDigits(match: string): string {
  return Array.from(match.normalize("NFKC"))
    .filter((character) => /\d/.test(character))
    .join("");
}

function hasDayOfBirth(match: string): boolean {
  const [, month, day] = /^\d\d(\d\d)(\d\d)/.exec(toDigits(match)) ?? [];
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
}

function hasLuhnDigit(match: string): boolean {
  const sum = Array.from(toDigits(match))
    .toReversed()
    .map((character, at) => Number(character) * (at % 2 === 0 ? 1 : 2))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return sum % 10 === 0;
}

/** Two dates beside each other look like one long number: 01/02/2026 03/04/2026. */
function isNoDate(match: string): boolean {
  return !/^\d{1,2}[./-]\d{1,2}[./-]\d{4}/.test(match);
}

function isLongNumber(match: string): boolean {
  return toDigits(match).length >= 10 && !/^(?:19|20)\d\d-\d\d-\d\d/.test(match);
}
