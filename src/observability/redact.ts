// Keeps secrets and personal data out of log lines: by the name of a field, and by the look of a text.

const replacement = "[redacted]";
const maxDepth = 6;
const maxItems = 50;
const maxTextLength = 4_000;

/** Names of fields whose value never reaches a log, however they are spelled. */
const hiddenNames = new Set(
  [
    "authorization cookie setCookie token accessToken idToken refreshToken",
    "password secret clientSecret privateKey connectionString databaseUrl",
    "email phone displayName familyName givenName fullName birthDate gender address street postalCode",
    "memo counterparty transcript summary text balance amount",
    "variables parameters params detail body query properties identity value",
  ].flatMap((names) => names.split(" ").map(toPlainName)),
);

// The order matters: a connection string and a token may contain what looks like a number or an address.
const hiddenTexts: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s@]+@/gi, // user and password of a URL
  /\beyJ[\w-]+\.[\w-]*(?:\.[\w-]*)*/g, // JSON Web Token
  /\bbearer\s+\S+/gi,
  /[^\s@<>"'(),:;=]+@[^\s@<>"'(),:;=]+\.[^\s@<>"'(),:;=]+/g, // e-mail address
  /\+\d[\d -]{7,}\d/g, // international telephone number
  /\b0\d{1,2}[ -]?\d{3,4}[ -]?\d{4}\b/g, // Korean telephone number
  /\b\d{6}-[1-8]\d{6}\b/g, // Korean resident registration number
];

/** The text with tokens, passwords, e-mail addresses and telephone numbers blotted out, cut to a bounded length. */
export function redactText(text: string): string {
  const bounded = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
  return hiddenTexts.reduce((result, pattern) => result.replace(pattern, replacement), bounded);
}

/** A copy that is safe to log. Errors keep type, code, message and stack; deep and long structures are cut. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDepth) return "[cut]";
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxItems)
      .map(([name, item]) => [name, isHidden(name, item) ? replacement : redact(item, depth + 1)]),
  );
}

function toPlainName(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}

function isHidden(name: string, value: unknown): boolean {
  return value !== null && value !== undefined && hiddenNames.has(toPlainName(name));
}

// Only these properties: drivers hang the statement's values on their errors (`detail`, `parameters`).
function redactError(error: Error, depth: number): Record<string, unknown> {
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) };
  return {
    type: error.name,
    ...code,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ""),
    ...cause,
  };
}
