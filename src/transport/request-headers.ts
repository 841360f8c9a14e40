/** The text of a header that may have come several times. */
export function toSingle(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}

/** The name that a client gives itself, when it is one that can stand in a log. */
export function toApplication(name: string | undefined): string | null {
  return name !== undefined && /^[\p{L}\p{N}][\p{L}\p{N} ._/@-]{0,99}$/u.test(name) ? name : null;
}
