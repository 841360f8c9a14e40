// Date and time patterns of mappings, after Unicode TR 35: yyyy yy MM M dd d HH H hh h mm ss S.. a XXX, 'literal'.
// In: a pattern, once. Out: a function from text to the parts of a local date and time.
import { escapePattern } from "./escape-pattern.js";

/** A calendar date with a time of day, as written; `offsetMinutes` when the text carries an offset of its own. */
export interface LocalDateTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  readonly offsetMinutes?: number;
}

const tokenPattern = /'((?:[^']|'')*)'|yyyy|yy|MM|M|dd|d|HH|H|hh|h|mm|ss|S{1,6}|a|XXX|([A-Za-z])|([\s\S])/g;

const digits: Readonly<Record<string, string>> = {
  yyyy: "\\d{4}",
  yy: "\\d{2}",
  MM: "\\d{2}",
  M: "\\d{1,2}",
  dd: "\\d{2}",
  d: "\\d{1,2}",
  HH: "\\d{2}",
  H: "\\d{1,2}",
  hh: "\\d{2}",
  h: "\\d{1,2}",
  mm: "\\d{2}",
  ss: "\\d{2}",
  a: "AM|PM|am|pm|오전|오후",
  XXX: "Z|[+-]\\d{2}:?\\d{2}",
};

/** Pattern parts by name (`y` year, `S` fraction, …) and the expression that reads them. */
interface CompiledFormat {
  readonly expression: RegExp;
  readonly names: readonly string[];
}

function compileFormat(format: string): CompiledFormat {
  const names: string[] = [];
  let source = "";
  for (const match of format.matchAll(tokenPattern)) {
    const [token, quoted, strayLetter, other] = match;
    if (strayLetter !== undefined)
      throw new Error(`"${strayLetter}" is no part of a date pattern; quote literal letters as in 'T'`);
    const literal = other ?? quoted;
    if (literal !== undefined) {
      source += escapePattern(literal.replaceAll("''", "'"));
      continue;
    }
    source += `(${digits[token] ?? `\\d{${token.length}}`})`;
    names.push(token.startsWith("S") ? "S" : token);
  }
  return { expression: new RegExp(`^${source}$`, "u"), names };
}

/** What is wrong with a pattern; undefined when it can be read. `unix` and `unix-ms` are seconds and milliseconds since 1970. */
export function findFormatMistake(format: string): string | undefined {
  if (isEpochFormat(format)) return undefined;
  try {
    const kinds = compileFormat(format).names.map((name) => name.charAt(0));
    for (const kind of ["y", "M", "d"]) {
      if (!kinds.includes(kind))
        return `the date pattern has no ${kind === "y" ? "year" : kind === "M" ? "month" : "day"}`;
    }
    if (kinds.includes("h") !== kinds.includes("a"))
      return "hours of 12 (h) and the half of the day (a) need each other";
    return new Set(kinds).size === kinds.length ? undefined : "a part of the date pattern is there twice";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether the format is a count since 1970 in UTC. */
export function isEpochFormat(format: string): boolean {
  return format === "unix" || format === "unix-ms";
}

/** Reads text of one pattern; undefined when it does not fit or is no real date. Two-digit years lie in the 100 years from `yearsFrom`. */
export type ReadLocalDateTime = (text: string) => LocalDateTime | undefined;

/** Builds the reader of a pattern that has no mistake. */
export function buildDateReader(format: string, yearsFrom: number): ReadLocalDateTime {
  if (isEpochFormat(format)) return (text) => readEpoch(text, format === "unix" ? 1000 : 1);
  const { expression, names } = compileFormat(format);
  return (text) => {
    const match = expression.exec(text);
    if (match === null) return undefined;
    const parts: Record<string, string> = {};
    names.forEach((name, index) => (parts[name] = match[index + 1] ?? ""));
    return toRealDate(parts, yearsFrom);
  };
}

function readEpoch(text: string, unitMs: number): LocalDateTime | undefined {
  if (!/^-?\d{1,15}$/.test(text)) return undefined;
  const date = new Date(Number(text) * unitMs);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) return undefined;
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    micros: date.getUTCMilliseconds() * 1000,
    offsetMinutes: 0,
  };
}

function toRealDate(parts: Readonly<Record<string, string>>, yearsFrom: number): LocalDateTime | undefined {
  const number = (...names: readonly string[]) => Number(names.map((name) => parts[name]).find(Boolean) ?? 0);
  let year = number("yyyy");
  if (parts["yy"] !== undefined) {
    year = Math.floor(yearsFrom / 100) * 100 + number("yy");
    if (year < yearsFrom) year += 100;
  }
  const month = number("MM", "M");
  const day = number("dd", "d");
  const hour = findHour(number("HH", "H"), number("hh", "h"), parts["a"]);
  const minute = number("mm");
  const second = number("ss");
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return undefined;
  if (hour === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const micros = Number((parts["S"] ?? "").padEnd(6, "0"));
  const local = { year, month, day, hour, minute, second, micros };
  const offset = parts["XXX"];
  return offset === undefined ? local : { ...local, offsetMinutes: toOffsetMinutes(offset) };
}

function findHour(hourOf24: number, hourOf12: number, half: string | undefined): number | undefined {
  if (half === undefined) return hourOf24;
  if (hourOf12 < 1 || hourOf12 > 12) return undefined;
  return (hourOf12 % 12) + (/^(?:pm|오후)$/i.test(half) ? 12 : 0);
}

function toOffsetMinutes(text: string): number {
  if (text === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith("-") ? -minutes : minutes;
}

function daysOfMonth(year: number, month: number): number {
  // Day 0 of the next month. `setUTCFullYear` because `Date.UTC` reads the years 0 to 99 as 1900 to 1999.
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

/** Writes a date by a pattern of yyyy, yy, MM and dd. */
export function formatDate(date: LocalDateTime, format: string): string {
  const year = String(date.year).padStart(4, "0");
  return format
    .replace("yyyy", year)
    .replace("yy", year.slice(2))
    .replace("MM", String(date.month).padStart(2, "0"))
    .replace("dd", String(date.day).padStart(2, "0"));
}
