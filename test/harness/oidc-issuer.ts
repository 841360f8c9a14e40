// A real OpenID Connect provider in this process, on loopback: the tests prove that the gateway works with one.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import { Provider, type Adapter, type AdapterPayload } from "oidc-provider";

/** A provider that runs; its tokens are JWTs (RFC 9068) for the audience `audience`. */
export interface OidcIssuer extends AsyncDisposable {
  readonly issuer: string;
  readonly audience: string;
  /** A client-credentials access token that carries these claims. */
  token(claims: OidcTokenClaims): Promise<string>;
  /** Takes the provider off the network. */
  stop(): Promise<void>;
}

/** What a token of a test says. */
export interface OidcTokenClaims {
  readonly roles: readonly string[];
  readonly purposes?: readonly string[];
  /** Another audience than the gateway's, to be refused. */
  readonly audience?: string;
}

const clientId = "agent-desktop";
const clientSecret = "secret-of-a-test-client";

/** Starts a provider on a free port. */
export async function startOidcIssuer(audience = "https://customer-360.example"): Promise<OidcIssuer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  let claims: OidcTokenClaims = { roles: [] };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: "customers",
          audience: resource,
          accessTokenTTL: 60,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" }] },
    adapter: createAdapter,
    ttl: { ClientCredentials: 60 },
    extraTokenClaims: () => ({ roles: claims.roles, purposes: claims.purposes }),
  });
  const handle = provider.callback();
  server.on("request", (request, response) => void handle(request, response));

  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    issuer,
    audience,
    async token(wanted) {
      claims = wanted;
      const response = await fetch(`${issuer}/token`, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          scope: "customers",
          resource: wanted.audience ?? audience,
        }),
      });
      const body = (await response.json()) as { access_token?: string };
      if (body.access_token === undefined) throw new Error(`The provider refused: ${JSON.stringify(body)}`);
      return body.access_token;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

// Tokens are signed, not stored; with an adapter of ours the provider does not warn of its own.
function createAdapter(): Adapter {
  const records = new Map<string, AdapterPayload>();
  return {
    upsert: async (id, payload) => void records.set(id, payload),
    find: async (id) => records.get(id),
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: async () => undefined,
    destroy: async (id) => void records.delete(id),
    revokeByGrantId: async () => undefined,
  };
}
