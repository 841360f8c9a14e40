// Amounts as files write them, read into plain decimal text without ever becoming a float.
import { escapePattern } from "./escape-pattern.js";

/** How a file writes numbers. `group` is the sign between thousands; a space also stands for its unbreakable kinds. */
export interface DecimalStyle {
  readonly point: string;
  readonly group?: string | undefined;
}

/** Builds a reader: text of the style to `-?digits[.digits]`, or undefined. A trailing minus and parentheses are negative. */
export function buildDecimalReader(style: DecimalStyle): (text: string) => string | undefined {
  const group =
    style.group === " "
      ? "[ \\u00a0\\u202f]"
      : style.group === undefined
        ? undefined
        : escapePattern(style.group);
  // Groups are checked, not just dropped: with point "," and group "." the text 700.00 must not become 70000.
  const whole = group === undefined ? "\\d+" : `\\d{1,3}(?:${group}\\d{3})+|\\d+`;
  const number = new RegExp(`^(${whole})?(?:${escapePattern(style.point)}(\\d+))?$`, "u");
  const groups = group === undefined ? undefined : new RegExp(group, "gu");
  return (text) => {
    const { isNegative, rest } = splitSign(text);
    const match = number.exec(rest);
    if (match === null || rest === "") return undefined;
    const digits = (match[1] ?? "0").replace(groups ?? /$^/, "").replace(/^0+(?=\d)/, "");
    const fraction = match[2];
    const plain = fraction === undefined ? digits : `${digits}.${fraction}`;
    return isNegative && /[1-9]/.test(plain) ? `-${plain}` : plain;
  };
}

function splitSign(text: string): { readonly isNegative: boolean; readonly rest: string } {
  if (text.startsWith("(") && text.endsWith(")")) return { isNegative: true, rest: text.slice(1, -1) };
  if (/^[-\u2212]/.test(text)) return { isNegative: true, rest: text.slice(1).trimStart() };
  if (text.endsWith("-")) return { isNegative: true, rest: text.slice(0, -1).trimEnd() };
  return { isNegative: false, rest: text.startsWith("+") ? text.slice(1) : text };
}
