// Where the public keys of a token's issuer come from: given at start (demo issuer), or found by OpenID Connect Discovery.
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTVerifyGetKey,
} from "jose";
import { type Clock, systemClock } from "../shared/clock.js";
import { GatewayError } from "../shared/errors.js";

/** Finds the key of a token. Rejects with IDENTITY_PROVIDER_UNAVAILABLE when the issuer cannot be asked. */
export type KeySource = JWTVerifyGetKey;

/** How an issuer is asked for its keys. */
export interface DiscoverySettings {
  /** Exactly as it stands in the tokens' `iss`. */
  readonly issuer: string;
  /** How long one call to the issuer may take. Default 5,000. */
  readonly timeoutMs?: number;
  /** How long an unknown key id, or an issuer that did not answer, is not asked about again. Default 30,000 and 2,000. */
  readonly keyCooldownMs?: number;
  readonly failureCooldownMs?: number;
  /** How long keys are used without asking again. Default 10 minutes. */
  readonly keyMaxAgeMs?: number;
}

/** Keys that are known at start. */
export function createLocalKeySource(keys: JSONWebKeySet): KeySource {
  return createLocalJWKSet(keys);
}

/** Keys found at `<issuer>/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §4), when first needed. */
export function createDiscoveredKeySource(
  settings: DiscoverySettings,
  clock: Clock = systemClock,
): KeySource {
  const failureCooldownMs = settings.failureCooldownMs ?? 2_000;
  let found: Promise<KeySource> | undefined;
  let retryAt = 0;

  // A failed discovery is kept for the cooldown, so that a burst of requests does not become a burst on a sick issuer.
  function find(): Promise<KeySource> {
    if (found === undefined || (retryAt > 0 && clock.now().getTime() >= retryAt)) {
      retryAt = 0;
      found = discover(settings);
      found.catch(() => {
        retryAt = clock.now().getTime() + failureCooldownMs;
      });
    }
    return found;
  }

  return async (header: JWTHeaderParameters, token: FlattenedJWSInput) => {
    try {
      const findKey = await find();
      return await findKey(header, token);
    } catch (error) {
      if (isTokenFault(error)) throw error;
      throw new GatewayError(
        "IDENTITY_PROVIDER_UNAVAILABLE",
        "The issuer of the tokens does not answer; try again shortly.",
        {},
        { cause: error },
      );
    }
  };
}

// Faults of the token, not of the issuer: no or several keys for its header.
function isTokenFault(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}

async function discover(settings: DiscoverySettings): Promise<KeySource> {
  const timeoutMs = settings.timeoutMs ?? 5_000;
  const address = `${settings.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(address, {
    headers: { accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`Discovery answered ${String(response.status)}.`);
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown } | null;
  // Discovery §4.3: a document that names another issuer must not be used.
  if (document?.issuer !== settings.issuer) throw new Error("Discovery answered for another issuer.");
  return createRemoteJWKSet(toKeysUrl(document.jwks_uri, settings.issuer), {
    timeoutDuration: timeoutMs,
    cooldownDuration: settings.keyCooldownMs ?? 30_000,
    cacheMaxAge: settings.keyMaxAgeMs ?? 600_000,
  });
}

// Keys over plain HTTP could be replaced on the way; only an issuer that is itself reached so (tests) may do that.
function toKeysUrl(value: unknown, issuer: string): URL {
  if (typeof value !== "string" || !URL.canParse(value)) throw new Error("Discovery names no jwks_uri.");
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== new URL(issuer).protocol) {
    throw new Error("Discovery names a jwks_uri without TLS.");
  }
  return url;
}
