// The demo's own issuer of tokens. Its key is made at the first use and stays in the data directory, so that tokens
// outlive a restart and other commands can issue them.
import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
} from "jose";
import { z } from "zod";
import type { Purpose } from "../domains/consent/consent.js";
import type { Role } from "../security/viewer.js";
import { OperatorError } from "../shared/operator-error.js";
import { makeDataDir } from "../shared/make-data-dir.js";

/** `iss` of the demo's tokens. */
export const demoIssuer = "urn:customer-360:demo";
/** `aud` of the demo's tokens. */
export const demoAudience = "customer-360";

const algorithm = "ES256";
const defaultLifetimeSeconds = 12 * 60 * 60;
const keySchema = z.object({
  kty: z.literal("EC"),
  crv: z.string(),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/** Whom a token is for. */
export interface TokenRequest {
  readonly role: Role;
  /** Without it the caller names a purpose with each request. */
  readonly purpose?: Purpose;
  readonly subject: string;
  /** Default 12 hours. */
  readonly expiresInSeconds?: number;
}

/** Issues tokens of the demo and shows the keys to verify them. */
export interface TokenIssuer {
  readonly issueToken: (request: TokenRequest) => Promise<string>;
  readonly publicJwks: () => JSONWebKeySet;
}

/** The issuer of a data directory; makes its key if there is none. */
export async function openTokenIssuer(dataDir: string): Promise<TokenIssuer> {
  return (await findTokenIssuer(dataDir)) ?? toIssuer(await createKey(dataDir));
}

/** The issuer of a data directory; undefined when no demo has been started there. */
export async function findTokenIssuer(dataDir: string): Promise<TokenIssuer | undefined> {
  const key = await findKey(keyFile(dataDir));
  return key && toIssuer(key);
}

function keyFile(dataDir: string): string {
  return join(dataDir, "token-key.json");
}

async function findKey(file: string): Promise<JWK | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new OperatorError(`The key of the demo's tokens cannot be read: ${file}`, { cause: error });
  }
  try {
    return keySchema.parse(JSON.parse(text));
  } catch (error) {
    throw new OperatorError(`The key of the demo's tokens is damaged; remove ${file} to get a new one.`, {
      cause: error,
    });
  }
}

async function createKey(dataDir: string): Promise<JWK> {
  await makeDataDir(dataDir);
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const file = keyFile(dataDir);
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  // A link never overwrites: when two begin at once, both use the key of the first.
  await link(draft, file).catch(() => undefined);
  await rm(draft);
  const key = await findKey(file);
  if (key === undefined) throw new OperatorError(`The key of the demo's tokens cannot be written: ${file}`);
  return key;
}

async function toIssuer(key: JWK): Promise<TokenIssuer> {
  const kid = await calculateJwkThumbprint(key);
  const privateKey = await importJWK(key, algorithm);
  const { d: _private, ...publicKey } = key;
  return {
    publicJwks: () => ({ keys: [{ ...publicKey, kid, alg: algorithm, use: "sig" }] }),
    issueToken: ({ role, purpose, subject, expiresInSeconds = defaultLifetimeSeconds }) => {
      const claims = { roles: [role], ...(purpose && { purposes: [purpose] }) };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid, typ: "JWT" })
        .setIssuer(demoIssuer)
        .setAudience(demoAudience)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(`${expiresInSeconds} seconds`)
        .setJti(randomUUID())
        .sign(privateKey);
    },
  };
}
