// Our own gateway as it is shipped: `src/main.ts` with NODE_ENV=production, a token of an OpenID Connect issuer checked with
// every request, the sources followed, everything else at its default. What surrounds it runs in this process.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { startDemoServices } from "../../src/demo/services/start-demo-services.js";
import { toCursor } from "../../src/shared/page.js";
import { benchKeys } from "../dataset/bench-keys.js";
import { toGatewayUrls } from "../dataset/start-data-set.js";
import type { Contender, ContenderSetting, RunningContender } from "./contender.js";
import { toGraphqlRequest } from "./graphql-request.js";
import { startProgram } from "./start-program.js";

const audience = "customer-360-bench";
/** An agent who serves customers sees them whole. */
const claims = { roles: ["AGENT"], purposes: ["SERVICE"], client_id: "bench" };
const keyId = "bench";

/** Ours. */
export const ownGateway: Contender = { name: "ours", start };

async function start(setting: ContenderSetting): Promise<RunningContender> {
  await using started = new AsyncDisposableStack();
  const issuer = await startIssuer(started);
  const services = started.use(await startDemoServices(setting.dataSet.postgres.url("crm")));
  const port = await findFreePort();
  const program = started.use(
    await startProgram({
      name: "ours",
      file: "src/main.ts",
      environment: {
        ...toGatewayUrls(setting.databaseUrl),
        ...services.settings,
        HOST: "127.0.0.1",
        PORT: String(port),
        DATA_DIR: join(setting.dataSet.folder, "ours"),
        OIDC_ISSUER: issuer.url,
        OIDC_AUDIENCE: audience,
        PERSONAL_DATA_KEYS: benchKeys,
        ...setting.environment,
      },
      logFile: setting.logFile,
      findPort: async () => ((await isReady(port)) ? port : undefined),
    }),
  );
  const headers = { authorization: `Bearer ${issuer.token}`, "x-purpose": "SERVICE" };
  const running = started.move();
  return {
    name: "ours",
    role: setting.role,
    pid: program.pid,
    port,
    findWords: program.findWords,
    toRequest: (workload, key) =>
      toGraphqlRequest(workload, key, { headers, toAfter: (id) => toCursor("customers", [id]) }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** An issuer with one key and one token that outlives the run. */
async function startIssuer(started: AsyncDisposableStack): Promise<{ url: string; token: string }> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: "ES256", use: "sig" };
  const server = createServer((request, response) => {
    const isDiscovery = request.url === "/.well-known/openid-configuration";
    const document = isDiscovery ? { issuer: url, jwks_uri: `${url}/keys` } : { keys: [jwk] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  started.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", kid: keyId, typ: "JWT" })
    .setIssuer(url)
    .setAudience(audience)
    .setSubject("bench")
    .setIssuedAt()
    .setExpirationTime("12 h")
    .sign(privateKey);
  return { url, token };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${String(port)}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
