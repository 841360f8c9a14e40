// The texts of a rule: templates whose placeholders name fields. In: `{product}`, `{amount}`, `{product|the product}` (what
// to say where there is none), `{{` for a brace. Out: a sentence in Korean or English, numbers, amounts and times as that
// language writes them. What comes from outside can neither become a placeholder nor markup nor another line.

/** A template that was parsed: texts, and placeholders between them. */
export type Template = readonly (string | Placeholder)[];

/** Stands for a value. */
export interface Placeholder {
  readonly name: string;
  readonly fallback: string | undefined;
}

/** The languages of the texts. */
export type Language = "ko" | "en";

/** Where and how a text is read. */
export interface TextStyle {
  readonly language: Language;
  /** IANA zone of the times in it. */
  readonly timeZone: string;
}

const longestValue = 100;

/** Parses a template; a string says what is wrong with it. */
export function parseTemplate(text: string): Template | { readonly mistake: string } {
  const parts: (string | Placeholder)[] = [];
  let plain = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character !== "{" && character !== "}") plain += character;
    else if (text.charAt(at + 1) === character) {
      plain += character;
      at += 1;
    } else if (character === "}") return { mistake: "has a } without a {; write }} for the character" };
    else {
      const end = text.indexOf("}", at);
      const inside = text.slice(at + 1, end);
      if (end < 0 || inside.includes("{")) {
        return { mistake: "has a { without a }; write {{ for the character" };
      }
      const [name = "", ...fallback] = inside.split("|");
      if (plain !== "") parts.push(plain);
      plain = "";
      parts.push({ name: name.trim(), fallback: fallback.length === 0 ? undefined : fallback.join("|") });
      at = end;
    }
  }
  if (plain !== "") parts.push(plain);
  return parts;
}

/** Names of the placeholders in a template. */
export function listPlaceholders(template: Template): readonly string[] {
  return template.flatMap((part) => (typeof part === "string" ? [] : [part.name]));
}

/** The sentence. Values: text, number, boolean, money, `{ at }` for a time, `{ durationMs }`; null and absent are missing. */
export function renderTemplate(
  template: Template,
  values: Readonly<Record<string, unknown>>,
  style: TextStyle,
): string {
  return template
    .map((part) => {
      if (typeof part === "string") return part;
      const value = Object.hasOwn(values, part.name) ? values[part.name] : undefined;
      return formatValue(value, style) ?? part.fallback ?? "–";
    })
    .join("");
}

function formatValue(value: unknown, style: TextStyle): string | undefined {
  const locale = style.language === "ko" ? "ko-KR" : "en-GB";
  if (typeof value === "number")
    return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
  if (typeof value === "boolean") return formatTruth(value, style.language);
  if (typeof value === "string") return neutralise(value);
  if (typeof value !== "object" || value === null) return undefined;
  if ("amount" in value && "currency" in value) return formatMoney(value, locale);
  if ("at" in value && typeof value.at === "string") return formatTime(value.at, locale, style.timeZone);
  if ("durationMs" in value && typeof value.durationMs === "number")
    return formatDuration(value.durationMs, style.language);
  return undefined;
}

function formatTruth(value: boolean, language: Language): string {
  if (language === "ko") return value ? "예" : "아니요";
  return value ? "yes" : "no";
}

function formatMoney(value: object, locale: string): string | undefined {
  const { amount, currency } = value as { readonly amount: unknown; readonly currency: unknown };
  if (typeof amount !== "string" || typeof currency !== "string" || !/^-?\d+(?:\.\d+)?$/.test(amount)) {
    return undefined;
  }
  // From text, so that no digit is lost.
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(amount as `${number}`);
  const code = neutralise(currency);
  if (locale !== "ko-KR") return `${code} ${number}`;
  return code === "KRW" ? `${number}원` : `${number} ${code}`;
}

function formatTime(at: string, locale: string, timeZone: string): string | undefined {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return undefined;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone }).format(time);
}

const units = [
  { ms: 86_400_000, ko: "일", en: "day" },
  { ms: 3_600_000, ko: "시간", en: "hour" },
  { ms: 60_000, ko: "분", en: "minute" },
  { ms: 1_000, ko: "초", en: "second" },
] as const;

/** In the largest unit of which it is a whole number; up to two days are told in hours, as people say it of a window. */
function formatDuration(durationMs: number, language: Language): string {
  const unit =
    units.find(({ ms }) => durationMs % ms === 0 && (ms < units[0].ms || durationMs > 2 * ms)) ?? units[3];
  const count = Math.round(durationMs / unit.ms);
  if (language === "ko") return `${String(count)}${unit.ko}`;
  return `${String(count)} ${unit.en}${count === 1 ? "" : "s"}`;
}

/** Text from outside: one line, no characters that steer how it is shown, no markup, not too long. */
function neutralise(text: string): string | undefined {
  const line = text
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .trim();
  if (line === "") return undefined;
  const characters = Array.from(line);
  return characters.length <= longestValue ? line : `${characters.slice(0, longestValue - 1).join("")}…`;
}
