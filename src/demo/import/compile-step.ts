// Steps of a mapping as functions. In: a checked step and its surroundings. Out: text to text; null is "nothing".
import { hash } from "node:crypto";
import { buildDateReader, formatDate, type LocalDateTime } from "./date-format.js";
import { buildDecimalReader } from "./decimal-text.js";
import { RowRefused } from "./import-fault.js";
import type { MappingStep } from "./mapping-steps.js";
import type { LookupTable } from "./read-lookup.js";
import { buildZonedInstant } from "./zoned-time.js";

/** Changes one value. Throws RowRefused when the value does not fit. */
export type Step = (text: string) => string | null;

/** What steps need to know of the mapping around them. */
export interface StepSurroundings {
  readonly timeZone: string;
  readonly yearsFrom?: number | undefined;
  readonly lookups: ReadonlyMap<string, LookupTable>;
}

/** Compiles one step; `place` names the value in the reasons of refused rows. */
export function compileStep(step: MappingStep, place: string, surroundings: StepSurroundings): Step {
  const refuse = (reason: string): never => {
    throw new RowRefused(`${place}: ${reason}`);
  };
  const otherwise = (reason: string): string | null =>
    step.otherwise === undefined ? refuse(reason) : step.otherwise;
  if (step.trim) return (text) => text.trim();
  if (step.upper) return (text) => text.toUpperCase();
  if (step.lower) return (text) => text.toLowerCase();
  if (step.nfc) return (text) => text.normalize("NFC");
  if (step.prefix !== undefined) return (text) => `${step.prefix}${text}`;
  if (step.suffix !== undefined) return (text) => `${text}${step.suffix}`;
  if (step.pad) {
    const { length, with: filler } = step.pad;
    return (text) => text.padStart(length, filler);
  }
  if (step.map) {
    const codes = new Map(Object.entries(step.map));
    return (text) => (codes.has(text) ? (codes.get(text) ?? null) : otherwise("not in the code list"));
  }
  if (step.oneOf) {
    const values = new Set(step.oneOf);
    return (text) => (values.has(text) ? text : refuse("not in the code list"));
  }
  if (step.replace) {
    const rules = step.replace.map((rule) => ({ pattern: new RegExp(rule.pattern, "u"), with: rule.with }));
    return (text) => {
      const rule = rules.find(({ pattern }) => pattern.test(text));
      return rule === undefined
        ? otherwise("fits no pattern of replace")
        : text.replace(rule.pattern, rule.with);
    };
  }
  if (step.boolean) return compileBoolean(step.boolean, refuse);
  if (step.sign) return compileSign(step.sign, refuse);
  if (step.decimal) return compileDecimal(step.decimal, refuse);
  if (step.date) {
    const { to } = step.date;
    const read = compileDate(step.date, surroundings, refuse);
    return (text) => formatDate(read(text), to);
  }
  if (step.datetime) {
    const read = compileDate(step.datetime, surroundings, refuse);
    const toInstant = buildZonedInstant(step.datetime.timeZone ?? surroundings.timeZone);
    return (text) => toInstant(read(text));
  }
  if (step.hash) {
    const { salt, length } = step.hash;
    return (text) => hash("sha256", `${salt}${text}`, "hex").slice(0, length);
  }
  const name = step.lookup ?? "";
  const take = step.take ?? "";
  const table = surroundings.lookups.get(name);
  return (text) => {
    const found = table?.find(text);
    if (found === undefined) return otherwise(`unknown in the lookup "${name}"`);
    if (found === "ambiguous") return refuse(`there more than once in the lookup "${name}"`);
    return found[take] ?? null;
  };
}

type Refuse = (reason: string) => never;

function compileBoolean(settings: NonNullable<MappingStep["boolean"]>, refuse: Refuse): Step {
  const yes = new Set(settings.yes);
  const no = new Set(settings.no);
  const [yesText, noText] = settings.to;
  return (text) => (yes.has(text) ? yesText : no.has(text) ? noText : refuse("neither yes nor no"));
}

function compileSign(settings: NonNullable<MappingStep["sign"]>, refuse: Refuse): Step {
  return (text) => {
    if (!/^-?\d+(?:\.\d+)?$/.test(text))
      return refuse("no plain number whose sign could be told (put decimal before sign)");
    if (text.startsWith("-")) return settings.negative;
    if (/[1-9]/.test(text)) return settings.positive;
    return settings.zero ?? refuse("zero has no sign");
  };
}

function compileDecimal(settings: NonNullable<MappingStep["decimal"]>, refuse: Refuse): Step {
  const read = buildDecimalReader({ point: settings.point ?? ".", group: settings.group });
  return (text) => {
    const number = read(text) ?? refuse("no amount of the given form");
    if (settings.sign === "absolute") return number.replace("-", "");
    if (settings.sign === "keep" || !/[1-9]/.test(number)) return number;
    return number.startsWith("-") ? number.slice(1) : `-${number}`;
  };
}

function compileDate(
  settings: { readonly format: readonly string[]; readonly yearsFrom?: number | undefined },
  surroundings: StepSurroundings,
  refuse: Refuse,
): (text: string) => LocalDateTime {
  const from = settings.yearsFrom ?? surroundings.yearsFrom ?? 1;
  const readers = settings.format.map((format) => buildDateReader(format, from));
  return (text) => {
    for (const read of readers) {
      const local = read(text);
      if (local !== undefined) return local;
    }
    return refuse(`no date of the form ${settings.format.join(" or ")}`);
  };
}
