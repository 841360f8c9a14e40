/** The text as PostgreSQL gives it back: a caller's odd characters must not keep an entry out of the access log. */
export function toKeptText(text: string): string {
  return (text.isWellFormed() ? text : text.toWellFormed()).replaceAll("\0", "\uFFFD");
}
