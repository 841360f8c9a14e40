import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findTokenIssuer, openTokenIssuer } from "./token-issuer.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "customer-360-token-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe("the demo's issuer", () => {
  test("issues tokens that its public keys verify, with role, purpose, subject and end", async () => {
    const issuer = await openTokenIssuer(dataDir);
    const token = await issuer.issueToken({
      role: "AGENT",
      purpose: "SERVICE",
      subject: "kim",
      expiresInSeconds: 60,
    });
    const { payload } = await jwtVerify(token, createLocalJWKSet(issuer.publicJwks()), {
      issuer: "urn:customer-360:demo",
      audience: "customer-360",
    });
    expect(payload).toMatchObject({ sub: "kim", roles: ["AGENT"], purposes: ["SERVICE"] });
    expect(payload.exp! - payload.iat!).toBe(60);
  });

  test("shows no private part of its key and keeps it readable by its owner only", async () => {
    const issuer = await openTokenIssuer(dataDir);
    expect(Object.keys(issuer.publicJwks().keys[0]!).sort()).toEqual([
      "alg",
      "crv",
      "kid",
      "kty",
      "use",
      "x",
      "y",
    ]);
    expect((await stat(join(dataDir, "token-key.json"))).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(["token-key.json"]);
  });

  test("has one key, however many begin at once and however often it is opened", async () => {
    const issuers = await Promise.all([1, 2, 3].map(() => openTokenIssuer(dataDir)));
    issuers.push(await openTokenIssuer(dataDir));
    expect(new Set(issuers.map((issuer) => issuer.publicJwks().keys[0]!.kid)).size).toBe(1);
  });

  test("is not found where no demo was started, and a damaged key is named", async () => {
    expect(await findTokenIssuer(dataDir)).toBeUndefined();
    await writeFile(join(dataDir, "token-key.json"), "{");
    await expect(findTokenIssuer(dataDir)).rejects.toThrow(/token-key.json/);
  });
});
