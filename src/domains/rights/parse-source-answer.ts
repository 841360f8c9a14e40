// What a source answers to a notice, made harmless: only the words that we know, a short reason, and nothing of the person.
import { findInstant } from "../../shared/instant.js";
import type { SourceAnswerToNotice } from "./rights-notice.js";

const states: readonly string[] = ["ERASED", "RETAINED", "RECTIFIED", "REFUSED"];
const maxReason = 500;

/** The answer in a body; null when the body says nothing. `told` is what the source had been sent. */
export function parseSourceAnswer(body: string, told: string): SourceAnswerToNotice | null {
  const answer = findObject(body);
  if (answer === undefined) return null;
  const { status, reason, until } = answer;
  const isKnown = typeof status === "string" && states.includes(status);
  return {
    status: isKnown ? (status as SourceAnswerToNotice["status"]) : null,
    reason:
      typeof reason === "string" ? withoutTold(reason.normalize("NFC"), told).slice(0, maxReason) : null,
    until: typeof until === "string" ? findTime(until) : null,
  };
}

/** A source that quotes the person back must not put the person into the certificate. */
function withoutTold(reason: string, told: string): string {
  const data = findObject(told)?.["data"];
  const identities = data instanceof Object && "identities" in data ? data.identities : undefined;
  if (!Array.isArray(identities)) return reason;
  const values = identities.flatMap((identity: unknown) =>
    identity instanceof Object && "value" in identity && typeof identity.value === "string"
      ? [identity.value]
      : [],
  );
  return values.reduce((text, value) => text.replaceAll(value, "…"), reason);
}

function findTime(text: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return findInstant(`${text}T00:00:00Z`) === undefined ? null : text;
  return findInstant(text) ?? null;
}

function findObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
