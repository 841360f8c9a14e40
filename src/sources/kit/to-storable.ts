// What PostgreSQL cannot hold as text, it cannot find either: such characters become the replacement character, so that
// a search for them finds nothing instead of failing the whole batch.

/** A parameter of a statement without NUL in its texts. */
export function toStorable(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
  return Array.isArray(value) ? value.map(toStorable) : value;
}

/** JSON whose texts PostgreSQL can take out again: without NUL and lone surrogates, which JSON writes as escapes. */
export function toStorableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? part.replace(/\0|\p{Surrogate}/gu, "\uFFFD") : part,
  );
}
