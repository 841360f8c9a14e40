// Identities of a customer in the systems around us: namespaces, the one spelling of each value, and links.
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import type { Instant } from "../../shared/instant.js";
import type { Purpose } from "../consent/consent.js";
import { toNfc } from "../../shared/to-nfc.js";

/** Where an identity has its meaning. */
export const IdentityNamespace = enumOf(
  "CRM_ID",
  "LOGIN_ID",
  "DEVICE_ID",
  "ANONYMOUS_ID",
  "ACCOUNT_ID",
  "EMAIL",
  "PHONE",
);
export type IdentityNamespace = NameOf<typeof IdentityNamespace>;

/** An identity; `value` is always normalised. */
export interface IdentityKey {
  readonly namespace: IdentityNamespace;
  readonly value: string;
}

/** How two identities came to be one person. */
export const MatchMethod = enumOf("DETERMINISTIC", "PROBABILISTIC", "MANUAL");
export type MatchMethod = NameOf<typeof MatchMethod>;

/** One field that agreed; `weight` in bits, log2(m/u) (Fellegi-Sunter 1969). */
export interface MatchReason {
  readonly field: string;
  readonly agreement: string;
  readonly weight: number;
}

/** Why an identity is linked to a customer. `score` is 0 to 1. */
export interface LinkEvidence {
  readonly method: MatchMethod;
  readonly score: number;
  readonly reasons: readonly MatchReason[];
  readonly linkedAt: Instant;
  readonly linkedBy: string;
}

/** An identity of one customer. `verified`: the source vouches that it is this person's own. */
export interface IdentityLink extends IdentityKey {
  readonly customerId: string;
  readonly source: string;
  readonly verified: boolean;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  readonly evidence: LinkEvidence;
}

/** A customer of the store. `crmId` is null for a person whom the CRM does not know. */
export interface CustomerRef {
  readonly id: string;
  readonly crmId: string | null;
  /** Ids of customers that were merged into this one. */
  readonly mergedIds: readonly string[];
  /** Stands for the person in the access log; a random UUID that only this row knows. */
  readonly subjectRef: string;
  /** Since when the processing of the person's data is restricted to storing it; null when it is not. */
  readonly restrictedAt: Instant | null;
  /** Purposes that the person objected to. */
  readonly objections: readonly Purpose[];
}

/** Text key of an identity, for maps. */
export function identityKeyText(key: IdentityKey): string {
  return `${key.namespace}:${key.value}`;
}

/** The one spelling of an identity's value; undefined when it cannot be one. National numbers are read as Korean. */
export function findNormalisedIdentity(namespace: IdentityNamespace, value: string): string | undefined {
  const text = toNfc(value).trim();
  if (text === "" || text.length > 320 || /\p{Cc}/u.test(text)) return undefined;
  if (namespace === "PHONE") return findPhoneE164(text);
  if (namespace === "EMAIL") return emailPattern.test(text) ? text.toLowerCase() : undefined;
  if (namespace === "ACCOUNT_ID") return text.replace(/[\s-]/g, "") || undefined;
  return text;
}

const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const koreanMobile = /^0(1[016789])-?(\d{3,4})-?(\d{4})$/;

/** E.164 of a telephone number, or undefined when it is none. */
export function findPhoneE164(text: string): string | undefined {
  // How nearly every number is written here; the library takes 20 µs for what this tells at a glance.
  const mobile = koreanMobile.exec(text);
  if (mobile !== null) return `+82${mobile[1]!}${mobile[2]!}${mobile[3]!}`;
  const parsed = parsePhoneNumberFromString(text, "KR");
  if (parsed?.isPossible() === true) return parsed.number;
  // 00 leads abroad from most countries, but not from Korea; systems of others write it instead of +.
  return /^\s*00/.test(text) ? findPhoneE164(text.replace("00", "+")) : undefined;
}
