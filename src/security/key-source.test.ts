import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { beforeAll, expect, test } from "vitest";
import { GatewayError } from "../shared/errors.js";
import { createAuthenticator } from "./authenticate.js";
import { createDiscoveredKeySource, type DiscoverySettings } from "./key-source.js";

let privateKey: CryptoKey;
let publicKey: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair("RS256", { extractable: true });
  privateKey = pair.privateKey;
  publicKey = { ...(await exportJWK(pair.publicKey)), kid: "one", alg: "RS256" };
});

/** An issuer that can be sick in each of the ways that issuers are. */
async function startIssuer() {
  const state = {
    status: 200,
    issuer: "",
    jwksUri: "",
    keys: [publicKey],
    calls: [] as string[],
    silent: false,
  };
  const server = createServer((request, response) => {
    state.calls.push(request.url ?? "");
    if (state.silent) return;
    const document = { issuer: state.issuer, jwks_uri: state.jwksUri };
    const body = request.url?.startsWith("/.well-known") === true ? document : { keys: state.keys };
    response.writeHead(state.status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  Object.assign(state, { issuer: url, jwksUri: `${url}/keys` });
  return {
    url,
    state,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function ask(issuer: string, settings: Partial<DiscoverySettings> = {}) {
  const clock = { time: Date.now(), now: () => new Date(clock.time) };
  const keys = createDiscoveredKeySource({ issuer, ...settings }, clock);
  const authenticator = createAuthenticator({ issuer, audience: "api", keys });
  const token = await new SignJWT({ roles: ["agent"], purposes: "SERVICE" })
    .setProtectedHeader({ alg: "RS256", kid: "one" })
    .setIssuer(issuer)
    .setAudience("api")
    .setSubject("kim")
    .setExpirationTime("1m")
    .sign(privateKey);
  const code = () =>
    authenticator.authenticate({ authorization: `Bearer ${token}`, purpose: undefined }).then(
      () => "accepted",
      (error: unknown) =>
        error instanceof GatewayError ? `${error.code} ${String(error.retryable)}` : String(error),
    );
  return { clock, code };
}

const down = "IDENTITY_PROVIDER_UNAVAILABLE true";

test("an issuer is asked once for its configuration and once for its keys, however many tokens come at once", async () => {
  await using issuer = await startIssuer();
  const { code } = await ask(issuer.url);
  expect(await Promise.all([code(), code(), code()])).toEqual(["accepted", "accepted", "accepted"]);
  expect(await code()).toBe("accepted");
  expect(issuer.state.calls).toEqual(["/.well-known/openid-configuration", "/keys"]);
});

test("an issuer that is down makes a retryable fault, not a refusal, and is asked again after the cooldown only", async () => {
  await using issuer = await startIssuer();
  issuer.state.status = 500;
  const { code, clock } = await ask(issuer.url, { failureCooldownMs: 1_000 });
  expect(await code()).toBe(down);
  issuer.state.status = 200;
  expect(await code()).toBe(down);
  expect(issuer.state.calls).toHaveLength(1);
  clock.time += 1_000;
  expect(await code()).toBe("accepted");
});

test("an issuer that never answers costs the timeout, not the request", async () => {
  await using issuer = await startIssuer();
  issuer.state.silent = true;
  const { code } = await ask(issuer.url, { timeoutMs: 50 });
  expect(await code()).toBe(down);
});

test("keys that cannot be read are the issuer's fault", async () => {
  await using issuer = await startIssuer();
  issuer.state.jwksUri = "http://127.0.0.1:1/keys";
  const { code } = await ask(issuer.url);
  expect(await code()).toBe(down);
});

test("a configuration that speaks for another issuer, or names no keys, is not used", async () => {
  await using issuer = await startIssuer();
  issuer.state.issuer = "https://foreign.example";
  expect(await (await ask(issuer.url)).code()).toBe(down);
  issuer.state.issuer = issuer.url;
  issuer.state.jwksUri = "nowhere";
  expect(await (await ask(issuer.url)).code()).toBe(down);
});

test("a key that the issuer does not have is the token's fault", async () => {
  await using issuer = await startIssuer();
  issuer.state.keys = [];
  const { code } = await ask(issuer.url);
  expect(await code()).toBe("UNAUTHENTICATED false");
});

test("a new key of the issuer is found without a restart", async () => {
  await using issuer = await startIssuer();
  issuer.state.keys = [];
  const { code } = await ask(issuer.url, { keyCooldownMs: 0 });
  expect(await code()).toBe("UNAUTHENTICATED false");
  issuer.state.keys = [publicKey];
  expect(await code()).toBe("accepted");
});
