// Who vouches for the callers: OpenID Connect discovery and keys for the gateways, and a token for whoever asks.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** What tokens are for. */
export const audience = "customer-360-faults";

/** An issuer that runs. */
export interface FaultIssuer extends AsyncDisposable {
  /** `GET <url>/token?role=…&seconds=…` answers a token as text. */
  readonly url: string;
}

/** Starts it on a free port of this machine. */
export async function startIssuer(): Promise<FaultIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "faults", alg: "ES256", use: "sig" };
  const sign = (role: string, seconds: number): Promise<string> =>
    new SignJWT({ roles: [role], purposes: ["SERVICE"] })
      .setProtectedHeader({ alg: "ES256", kid: "faults", typ: "JWT" })
      .setIssuer(url)
      .setAudience(audience)
      .setSubject(`faults-${role.toLowerCase()}`)
      .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
      .sign(privateKey);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    if (pathname === "/token") {
      const role = searchParams.get("role") ?? "AGENT";
      void sign(role, Number(searchParams.get("seconds"))).then((token) => response.end(token));
      return;
    }
    const isDiscovery = pathname === "/.well-known/openid-configuration";
    const document = isDiscovery ? { issuer: url, jwks_uri: `${url}/keys` } : { keys: [jwk] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
