// What a verified token says of its holder: roles, the purposes that it allows, the branches and customers that it assigns,
// the application that it was issued to.
import type { JWTPayload } from "jose";
import { Purpose } from "../domains/consent/consent.js";
import { GatewayError } from "../shared/errors.js";
import { Role } from "./viewer.js";

/** Claims that issuers name differently. A name with dots is also a path (`realm_access.roles`). */
export interface ClaimNames {
  readonly roles: string;
  readonly purposes: string;
  readonly branches: string;
  readonly cases: string;
}

/** The roles in a claim that are known here; `internal-app` and `INTERNAL_APP` are one role. */
export function readRoles(payload: JWTPayload, claim: string): readonly Role[] {
  return readNames(findClaim(payload, claim), Role) ?? [];
}

/** The purposes that a token allows; undefined when it does not restrict them. */
export function readPurposes(payload: JWTPayload, claim: string): readonly Purpose[] | undefined {
  return readNames(findClaim(payload, claim), Purpose);
}

/**
 * The branches or customers that a token assigns: undefined when it has no such claim, empty when the claim names nothing. A
 * claim in one text holds several with commas between them; a branch's name may have spaces.
 */
export function readAssignment(payload: JWTPayload, claim: string): readonly string[] | undefined {
  const value = findClaim(payload, claim);
  if (value === undefined) return undefined;
  const items: readonly unknown[] =
    typeof value === "string" ? value.split(",") : Array.isArray(value) ? value : [];
  const texts = items.map((item) => (typeof item === "string" ? item.trim().normalize("NFC") : ""));
  return [...new Set(texts.filter((text) => text !== ""))];
}

/** The application that the token was issued to: `azp` (OpenID Connect) or `client_id` (RFC 9068). */
export function readApplication(payload: JWTPayload): string | null {
  const name = payload["azp"] ?? payload["client_id"];
  return typeof name === "string" && name !== "" ? name.slice(0, 100) : null;
}

/** The family name of the account's holder: `family_name` (OpenID Connect); undefined when the token does not say. */
export function findFamilyName(payload: JWTPayload): string | undefined {
  const name = payload["family_name"];
  return typeof name === "string" && name.trim() !== "" ? name.slice(0, 100) : undefined;
}

/** The purpose of a request: the asked one if the token allows it, else the only one that the token allows. */
export function decidePurpose(asked: string | undefined, allowed: readonly Purpose[] | undefined): Purpose {
  if (asked === undefined) {
    const only = allowed?.length === 1 ? allowed[0] : undefined;
    if (only !== undefined) return only;
    throw new GatewayError(
      "PURPOSE_REQUIRED",
      `Say what the data is used for: header "x-purpose", or "purpose" in connection_init, is one of ${purposeList}.`,
      { argument: "x-purpose" },
    );
  }
  const purpose = findName(asked, Purpose);
  if (purpose === undefined) {
    throw new GatewayError("INVALID_ARGUMENT", `"x-purpose" must be one of ${purposeList}.`, {
      argument: "x-purpose",
    });
  }
  if (allowed !== undefined && !allowed.includes(purpose)) {
    throw new GatewayError("FORBIDDEN", `The token does not allow the purpose ${purpose}.`, {
      argument: "x-purpose",
    });
  }
  return purpose;
}

const purposeList = Object.values(Purpose).join(", ");

function findClaim(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  return name.split(".").reduce<unknown>((value, part) => {
    const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, part);
    return isObject ? (value as Record<string, unknown>)[part] : undefined;
  }, payload);
}

// A claim that is there but holds nothing known answers an empty list: it restricts to nothing instead of to anything.
function readNames<Name extends string>(
  claim: unknown,
  names: Readonly<Record<Name, Name>>,
): Name[] | undefined {
  if (claim === undefined) return undefined;
  const texts = typeof claim === "string" ? claim.split(/[\s,]+/) : Array.isArray(claim) ? claim : [];
  const known = texts.map((text) => (typeof text === "string" ? findName(text, names) : undefined));
  return [...new Set(known.filter((name) => name !== undefined))];
}

function findName<Name extends string>(text: string, names: Readonly<Record<Name, Name>>): Name | undefined {
  const name = text.trim().replace(/-/g, "_").toUpperCase();
  return Object.hasOwn(names, name) ? names[name as Name] : undefined;
}
