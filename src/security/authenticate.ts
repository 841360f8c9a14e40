// Turns a bearer token into a viewer. Comes in: what the client sent on HTTP or on the socket. Goes out: a viewer, or the
// reason why not. The only place that makes a Viewer.
import { errors, jwtVerify, type JWTPayload } from "jose";
import type { AccountNames } from "../domains/audit/account-name.js";
import { type Clock, systemClock } from "../shared/clock.js";
import { GatewayError } from "../shared/errors.js";
import type { KeySource } from "./key-source.js";
import {
  decidePurpose,
  findFamilyName,
  readApplication,
  readAssignment,
  readPurposes,
  readRoles,
  type ClaimNames,
} from "./read-claims.js";
import { VerifiedTokens } from "./verified-tokens.js";
import type { Viewer } from "./viewer.js";

/** What is accepted as a token. */
export interface AuthenticatorSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: KeySource;
  /** Default `roles`, `purposes`, `branches` and `cases`. */
  readonly claims?: Partial<ClaimNames>;
}

/** What a client sent to prove who it is. */
export interface Credentials {
  /** The Authorization header, or its twin in connection_init. */
  readonly authorization: string | undefined;
  /** The header `x-purpose`, or `purpose` in connection_init. */
  readonly purpose: string | undefined;
}

/** A viewer and the application whose token was used, when the token names it. */
export interface Authentication {
  readonly viewer: Viewer;
  readonly application: string | null;
}

/** Judges credentials; throws UNAUTHENTICATED, PURPOSE_REQUIRED, INVALID_ARGUMENT, FORBIDDEN or IDENTITY_PROVIDER_UNAVAILABLE. */
export interface Authenticator {
  authenticate(credentials: Credentials): Promise<Authentication>;
}

// Asymmetric only: with HS256 in the list the public key would serve as the secret. Ed25519 is EdDSA's name in RFC 9864.
const algorithms = ["ES256", "EdDSA", "Ed25519", "RS256", "PS256"];

// For an issuer whose clock runs ahead (`nbf`). The end of a token is exact, so that HTTP and socket agree on it.
const clockToleranceSeconds = 5;
const maxTokenLength = 16_384;
const bearerPattern = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** An authenticator for the tokens of one issuer and audience; `accountNames` hears the family names in them. */
export function createAuthenticator(
  settings: AuthenticatorSettings,
  clock: Clock = systemClock,
  accountNames?: AccountNames,
): Authenticator {
  const claims: ClaimNames = {
    roles: "roles",
    purposes: "purposes",
    branches: "branches",
    cases: "cases",
    ...settings.claims,
  };
  const verified = new VerifiedTokens();
  /** What a token that is remembered makes of each purpose: it says the same each time. */
  const judged = new WeakMap<JWTPayload, Map<string | undefined, Authentication>>();
  const getPayload = async (token: string): Promise<JWTPayload> => {
    const known = verified.find(token, clock.now());
    if (known !== undefined) return known;
    const payload = await verify(token, settings, clock);
    verified.keep(token, payload, clock.now());
    return payload;
  };
  return {
    async authenticate(credentials) {
      const payload = await getPayload(readToken(credentials.authorization));
      const known = judged.get(payload)?.get(credentials.purpose);
      if (known !== undefined) return known;
      const roles = readRoles(payload, claims.roles);
      if (roles.length === 0) throw unauthenticated("The token carries no role that is known here.");
      const purpose = decidePurpose(credentials.purpose, readPurposes(payload, claims.purposes));
      // `verify` has seen to it that both are there.
      const branches = readAssignment(payload, claims.branches);
      const cases = readAssignment(payload, claims.cases);
      const viewer = {
        id: payload.sub!,
        roles,
        purpose,
        expiresAt: new Date(payload.exp! * 1_000),
        ...(branches !== undefined && { branches }),
        ...(cases !== undefined && { cases }),
      };
      const familyName = findFamilyName(payload);
      if (familyName !== undefined) accountNames?.keep(viewer.id, familyName);
      const authentication = { viewer, application: readApplication(payload) };
      const byPurpose = judged.get(payload) ?? new Map<string | undefined, Authentication>();
      judged.set(payload, byPurpose.set(credentials.purpose, authentication));
      return authentication;
    },
  };
}

function readToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization === "") {
    throw unauthenticated("A bearer token is needed.");
  }
  const token = authorization.length > maxTokenLength ? undefined : bearerPattern.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated("The authorization is not a bearer token.");
  return token;
}

async function verify(token: string, settings: AuthenticatorSettings, clock: Clock): Promise<JWTPayload> {
  const now = clock.now();
  try {
    const { payload } = await jwtVerify(token, settings.keys, {
      algorithms,
      issuer: settings.issuer,
      audience: settings.audience,
      requiredClaims: ["exp", "sub"],
      clockTolerance: clockToleranceSeconds,
      currentDate: now,
    });
    if (payload.exp! * 1_000 <= now.getTime()) throw unauthenticated("The token has expired.");
    if (typeof payload.sub !== "string" || payload.sub === "")
      throw unauthenticated("The token names no subject.");
    return payload;
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    // Which check failed goes to the log, not to the caller: it would help to forge the next token.
    const expired = error instanceof errors.JWTExpired;
    throw unauthenticated(expired ? "The token has expired." : "The token is not valid here.", error);
  }
}

function unauthenticated(message: string, cause?: unknown): GatewayError {
  return new GatewayError("UNAUTHENTICATED", message, {}, cause === undefined ? {} : { cause });
}
