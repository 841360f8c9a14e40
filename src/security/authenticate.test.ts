import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { GatewayError } from "../shared/errors.js";
import { createAuthenticator, type Authenticator, type Credentials } from "./authenticate.js";
import { createLocalKeySource } from "./key-source.js";

const issuer = "https://issuer.example";
const audience = "customer-360";
const now = new Date("2026-11-23T00:00:00Z");
const seconds = now.getTime() / 1_000;

type Signer = (claims?: JWTPayload, header?: { alg?: string; kid?: string }) => Promise<string>;

let authenticator: Authenticator;
let sign: Signer;
let signAsStranger: Signer;
let publicKeyText: string;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const stranger = await generateKeyPair("ES256");
  publicKeyText = await exportSPKI(publicKey);
  const keys = createLocalKeySource({
    keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" }],
  });
  authenticator = createAuthenticator({ issuer, audience, keys }, { now: () => now });
  sign = signer(privateKey);
  signAsStranger = signer(stranger.privateKey);
});

function signer(key: Parameters<SignJWT["sign"]>[0]): Signer {
  return (claims = {}, header = {}) =>
    new SignJWT(toClaims(claims)).setProtectedHeader({ alg: "ES256", kid: "one", ...header }).sign(key);
}

function toClaims(claims: JWTPayload): JWTPayload {
  return {
    iss: issuer,
    aud: audience,
    sub: "agent-7",
    exp: seconds + 60,
    roles: ["AGENT"],
    purposes: ["SERVICE"],
    ...claims,
  };
}

async function codeOf(credentials: Partial<Credentials>, by = authenticator): Promise<string> {
  try {
    await by.authenticate({ authorization: undefined, purpose: undefined, ...credentials });
    return "accepted";
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error);
  }
}

async function codeOfClaims(claims: JWTPayload, purpose?: string): Promise<string> {
  return codeOf({ authorization: `Bearer ${await sign(claims)}`, purpose });
}

describe("a valid token", () => {
  test("makes a viewer with subject, roles, purpose and the exact end of the token", async () => {
    const authorization = `Bearer ${await sign({ azp: "agent-desktop" })}`;
    expect(await authenticator.authenticate({ authorization, purpose: undefined })).toEqual({
      viewer: {
        id: "agent-7",
        roles: ["AGENT"],
        purpose: "SERVICE",
        expiresAt: new Date((seconds + 60) * 1_000),
      },
      application: "agent-desktop",
    });
  });

  test.each([
    [["AGENT"], ["AGENT"]],
    [
      ["agent", "internal-app"],
      ["AGENT", "INTERNAL_APP"],
    ],
    ["privacy-officer", ["PRIVACY_OFFICER"]],
    [["superuser", "analyst", "ANALYST"], ["ANALYST"]],
  ])("with the roles %j is seen as %j", async (claim, roles) => {
    const authorization = `bearer ${await sign({ roles: claim })}`;
    expect((await authenticator.authenticate({ authorization, purpose: undefined })).viewer.roles).toEqual(
      roles,
    );
  });

  test("may carry its roles in a claim of another name, nested or with dots in its name", async () => {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA");
    const keys = createLocalKeySource({ keys: [{ ...(await exportJWK(publicKey)), alg: "EdDSA" }] });
    for (const [name, claims] of [
      ["realm_access.roles", { realm_access: { roles: ["agent"] } }],
      ["https://bank.example/roles", { "https://bank.example/roles": ["agent"] }],
    ] as const) {
      const by = createAuthenticator({ issuer, audience, keys, claims: { roles: name } }, { now: () => now });
      const token = await new SignJWT({ ...toClaims(claims), roles: undefined })
        .setProtectedHeader({ alg: "EdDSA" })
        .sign(privateKey);
      expect(await codeOf({ authorization: `Bearer ${token}` }, by)).toBe("accepted");
    }
  });
});

describe("branches and cases", () => {
  const viewerOf = async (claims: JWTPayload) => {
    const authorization = `Bearer ${await sign(claims)}`;
    return (await authenticator.authenticate({ authorization, purpose: undefined })).viewer;
  };

  test("are those of the token, each once, in one spelling", async () => {
    const viewer = await viewerOf({
      branches: ["강남".normalize("NFD"), " 강남 ", "Gangnam Station"],
      cases: "C-1, C-2,",
    });
    expect(viewer.branches).toEqual(["강남", "Gangnam Station"]);
    expect(viewer.cases).toEqual(["C-1", "C-2"]);
  });

  test("are absent without a claim, and nothing when the claim names nothing: it was made to restrict", async () => {
    expect(Object.keys(await viewerOf({}))).not.toContain("branches");
    for (const branches of [[], "", " , ", null, 7, {}, [7, null, " "]]) {
      expect((await viewerOf({ branches })).branches).toEqual([]);
    }
  });
});

describe("a token is refused", () => {
  test.each([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    "Basic YTpi",
    "Bearer a b",
    "Bearer not-a-token",
    "Bearer a.b.c",
  ])("when the authorization is %j", async (authorization) => {
    expect(await codeOf({ authorization })).toBe("UNAUTHENTICATED");
  });

  test("when it is longer than any token", async () => {
    expect(await codeOf({ authorization: `Bearer ${"a".repeat(20_000)}` })).toBe("UNAUTHENTICATED");
  });

  test.each<[string, JWTPayload]>([
    ["it expired a minute ago", { exp: seconds - 60 }],
    ["it ends in this very second", { exp: seconds }],
    ["it never ends", { exp: undefined } as never],
    ["it begins in a minute", { nbf: seconds + 60 }],
    ["another issuer made it", { iss: "https://foreign.example" }],
    ["it is meant for another audience", { aud: "payroll" }],
    ["it has no audience", { aud: undefined } as never],
    ["it names nobody", { sub: "" }],
    ["it has no subject", { sub: undefined } as never],
    ["it has no role", { roles: [] }],
    ["its roles are unknown here", { roles: ["superuser", 7] }],
  ])("when %s", async (_case, claims) => {
    expect(await codeOfClaims(claims)).toBe("UNAUTHENTICATED");
  });

  test("when a stranger signed it, or it names a key that the issuer does not have", async () => {
    expect(await codeOf({ authorization: `Bearer ${await signAsStranger()}` })).toBe("UNAUTHENTICATED");
    expect(await codeOf({ authorization: `Bearer ${await sign({}, { kid: "two" })}` })).toBe(
      "UNAUTHENTICATED",
    );
  });

  test("when it is not signed at all (alg none)", async () => {
    const token = new UnsecuredJWT(toClaims({})).encode();
    expect(await codeOf({ authorization: `Bearer ${token}` })).toBe("UNAUTHENTICATED");
  });

  test("when the public key was used as the secret of HS256", async () => {
    const token = await new SignJWT(toClaims({}))
      .setProtectedHeader({ alg: "HS256", kid: "one" })
      .sign(new TextEncoder().encode(publicKeyText));
    expect(await codeOf({ authorization: `Bearer ${token}` })).toBe("UNAUTHENTICATED");
  });

  test("when one character of its claims was changed", async () => {
    const [header, , signature] = (await sign()).split(".");
    const claims = Buffer.from(JSON.stringify(toClaims({ roles: ["ADMIN"] }))).toString("base64url");
    expect(await codeOf({ authorization: `Bearer ${header!}.${claims}.${signature!}` })).toBe(
      "UNAUTHENTICATED",
    );
  });

  test("without telling the caller which check failed", async () => {
    const authorization = `Bearer ${await sign({ aud: "payroll" })}`;
    await expect(authenticator.authenticate({ authorization, purpose: undefined })).rejects.toThrow(
      "The token is not valid here.",
    );
  });

  test("but not for an issuer whose clock runs five seconds ahead", async () => {
    expect(await codeOfClaims({ nbf: seconds + 4 })).toBe("accepted");
  });
});

describe("the purpose", () => {
  test.each<[string, JWTPayload, string | undefined, string]>([
    ["is the token's only one when none is asked for", { purposes: "MARKETING" }, undefined, "accepted"],
    [
      "must be asked for when the token allows several",
      { purposes: ["SERVICE", "LEGAL"] },
      undefined,
      "PURPOSE_REQUIRED",
    ],
    ["must be asked for when the token says nothing", { purposes: undefined }, undefined, "PURPOSE_REQUIRED"],
    ["may be any when the token says nothing", { purposes: undefined }, "LEGAL", "accepted"],
    ["may be one of the token's", { purposes: ["SERVICE", "LEGAL"] }, "LEGAL", "accepted"],
    ["may not go beyond the token", { purposes: ["SERVICE"] }, "MARKETING", "FORBIDDEN"],
    [
      "may not be one when the token's purposes are unknown here",
      { purposes: ["GOSSIP"] },
      "SERVICE",
      "FORBIDDEN",
    ],
    ["must be known here", { purposes: ["SERVICE"] }, "GOSSIP", "INVALID_ARGUMENT"],
    ["must not be empty", { purposes: ["SERVICE"] }, "", "INVALID_ARGUMENT"],
    ["must not be given twice", { purposes: ["SERVICE"] }, "SERVICE, SERVICE", "INVALID_ARGUMENT"],
    ["is no property that every object has", { purposes: undefined }, "constructor", "INVALID_ARGUMENT"],
  ])("%s", async (_case, claims, purpose, code) => {
    expect(await codeOfClaims(claims, purpose)).toBe(code);
  });

  test("is judged only after the token", async () => {
    expect(await codeOfClaims({ exp: seconds - 60 }, "GOSSIP")).toBe("UNAUTHENTICATED");
  });
});
