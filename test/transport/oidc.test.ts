import { decodeJwt } from "jose";
import supertest from "supertest";
import { expect, test } from "vitest";
import { createAuthenticator } from "../../src/security/authenticate.js";
import { createDiscoveredKeySource } from "../../src/security/key-source.js";
import { startOidcIssuer, type OidcIssuer } from "../harness/oidc-issuer.js";
import { openRawSocket } from "./raw-socket.js";
import { codeOf, startDemoTransport, type DemoTransport } from "./start-demo-transport.js";

async function startGateway({ issuer, audience }: OidcIssuer): Promise<DemoTransport> {
  const keys = createDiscoveredKeySource({ issuer, timeoutMs: 2_000 });
  return startDemoTransport({ authenticator: createAuthenticator({ issuer, audience, keys }) });
}

const ask = (demo: DemoTransport, token: string) =>
  supertest(demo.transport.server.server)
    .post("/graphql")
    .set({ authorization: `Bearer ${token}` })
    .send({ query: "{ viewer { id purpose } application }" });

test("a token of an OpenID Connect provider is accepted on HTTP and on the socket", async () => {
  await using provider = await startOidcIssuer();
  await using demo = await startGateway(provider);
  const token = await provider.token({ roles: ["agent"], purposes: ["SERVICE"] });
  expect(decodeJwt(token)).toMatchObject({ iss: provider.issuer, aud: provider.audience });
  const response = await ask(demo, token);
  expect(response.body).toEqual({
    data: { viewer: { id: "agent-desktop", purpose: "SERVICE" }, application: "agent-desktop" },
  });
  const raw = await openRawSocket(demo.socketUrl, { token });
  await expect.poll(() => raw.received).toEqual([{ type: "connection_ack" }]);
  raw.socket.terminate();
});

test("a token of the provider for another audience, or without a role, is refused", async () => {
  await using provider = await startOidcIssuer();
  await using demo = await startGateway(provider);
  const foreign = await provider.token({ roles: ["agent"], audience: "https://payroll.example" });
  expect((await ask(demo, foreign)).status).toBe(401);
  expect((await ask(demo, await provider.token({ roles: [] }))).status).toBe(401);
});

test("a token of another provider is refused", async () => {
  await using provider = await startOidcIssuer();
  await using stranger = await startOidcIssuer();
  await using demo = await startGateway(provider);
  const token = await stranger.token({ roles: ["admin"], purposes: ["SERVICE"] });
  expect((await ask(demo, token)).status).toBe(401);
});

test("a provider that is gone makes 503 before its keys are known, and nothing afterwards", async () => {
  await using provider = await startOidcIssuer();
  await using early = await startGateway(provider);
  await using late = await startGateway(provider);
  const token = await provider.token({ roles: ["agent"], purposes: ["SERVICE"] });
  expect((await ask(early, token)).status).toBe(200);
  await provider.stop();
  expect((await ask(early, token)).status).toBe(200);
  const response = await ask(late, token);
  expect(response.status).toBe(503);
  expect(codeOf(response.body)).toBe("IDENTITY_PROVIDER_UNAVAILABLE");
});
