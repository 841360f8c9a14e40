// One CSV record (RFC 4180, with the separator, quote and escape of the mapping) as its fields.

/** How records are written. */
export interface RecordFormat {
  readonly separator: string;
  readonly quote: string | null;
  readonly escape?: string | undefined;
}

/** The fields; or that a quote is still open at the end of the text; or why it is no record. */
export type ParsedRecord =
  | { readonly kind: "fields"; readonly fields: readonly string[] }
  | { readonly kind: "open"; readonly reason: string }
  | { readonly kind: "broken"; readonly reason: string };

/** Parses the text of one record, without its line end. */
export function parseRecord(
  text: string,
  { separator, quote, escape = quote ?? "" }: RecordFormat,
): ParsedRecord {
  if (quote === null || !text.includes(quote)) return { kind: "fields", fields: text.split(separator) };
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === quote) {
      const field = readQuoted(text, at + 1, quote, escape);
      if (field === undefined)
        return { kind: "open", reason: `the quote of field ${fields.length + 1} is not closed` };
      fields.push(field.value);
      at = field.end;
      if (at < text.length && text[at] !== separator) {
        return { kind: "broken", reason: `text after the closing quote of field ${fields.length}` };
      }
    } else {
      const end = text.indexOf(separator, at);
      const value = text.slice(at, end < 0 ? text.length : end);
      if (value.includes(quote))
        return { kind: "broken", reason: `quote inside the unquoted field ${fields.length + 1}` };
      fields.push(value);
      at += value.length;
    }
    if (at >= text.length) return { kind: "fields", fields };
    at += 1;
  }
}

/** The quoted field from `start` (behind its quote), and the place behind its closing quote; undefined when there is none. */
function readQuoted(
  text: string,
  start: number,
  quote: string,
  escape: string,
): { readonly value: string; readonly end: number } | undefined {
  let value = "";
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    const next = text[at + 1];
    if (sign === escape && (next === quote || (next === escape && escape !== quote))) {
      value += text.slice(from, at) + next;
      from = at + 2;
      at += 1;
    } else if (sign === quote) {
      return { value: value + text.slice(from, at), end: at + 1 };
    }
  }
  return undefined;
}
