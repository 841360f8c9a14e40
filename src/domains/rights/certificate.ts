// The proof of an erasure: what was done where, what stays and why, signed, so that it can be checked when the data it
// speaks of is long gone. It names the person by the pseudonym only.
import type { Instant } from "../../shared/instant.js";
import type { Erasure } from "./erasure.js";
import type { RightsNotice } from "./rights-notice.js";

/** A certificate as JSON. */
export type Certificate = Readonly<Record<string, unknown>>;

/** Signs a text; `keyId` and `publicKey` say with what. */
export type SignCertificate = (text: string) => {
  readonly algorithm: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly value: string;
};

/** Why an erasure is owed. */
export const erasureBasis = "PIPA art. 36 (and 21), GDPR art. 17";

/** What stays outside of the tables that were erased. */
const staysElsewhere = [
  {
    what: "Entries of the access log",
    why: "PIPA's safety measures (art. 8) want to know who looked; they name the person by the pseudonym only.",
  },
  {
    what: "Keyed hashes of the person's identities",
    why: "So that what sources still send does not bring the person back; without the key they tell nothing.",
  },
] as const;

/** The certificate of an erasure with the newest states of the sources. */
export function toCertificate(
  erasure: Erasure,
  notices: readonly RightsNotice[],
  issuedAt: Instant,
  sign: SignCertificate,
): Certificate {
  const { id, erasedAt, requestId, actor, reason, tables } = erasure;
  const content = {
    type: "ErasureCertificate",
    version: 1,
    pseudonym: id,
    erasedAt,
    issuedAt,
    requestId,
    erasedBy: actor,
    reason,
    legalBasis: erasureBasis,
    store: tables,
    stays: staysElsewhere,
    sources: notices.map(({ source, status, attempts, answeredAt, answerStatus, answer }) => ({
      source,
      status,
      attempts,
      answeredAt,
      answerStatus,
      answer,
      note: toNote(status),
    })),
  };
  return { ...content, signature: sign(toSignedText(content)) };
}

function toNote(status: RightsNotice["status"]): string | null {
  if (status === "NOT_CONFIGURED") return "No address is configured: somebody has to tell this source.";
  return status === "FAILED" ? "It did not confirm: somebody has to ask." : null;
}

/** A certificate out of JSON, as it is or as the API answers it; undefined when it is none. */
export function parseCertificate(text: string): Certificate | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const inner = value instanceof Object && "certificate" in value ? value.certificate : value;
    return inner instanceof Object && !Array.isArray(inner) ? (inner as Certificate) : undefined;
  } catch {
    return undefined;
  }
}

/** The text that is signed: JSON with sorted members (RFC 8785 for texts, whole numbers, lists and null). */
export function toSignedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toSignedText).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${toSignedText(member)}`);
  return `{${members.join(",")}}`;
}
