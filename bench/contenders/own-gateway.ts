// Our own gateway as it is shipped: `src/main.ts` with NODE_ENV=production, a token of an OpenID Connect issuer checked with
// every request, the sources followed, everything else at its default. What surrounds it runs in this process.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Client } from "pg";
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
const maxSecondsUntilRest = 300;

/** Ours. */
export const ownGateway: Contender = { name: "ours", start: (setting) => startOwnGateway(setting) };

/** A gateway of ours, and who vouches for its callers. */
export interface RunningGateway extends RunningContender {
  /** A token for an agent of that name. */
  readonly issueToken: (subject: string) => Promise<string>;
}

/** Starts a gateway of ours; `program` is another one than `src/main.ts` with the same settings. */
export async function startOwnGateway(
  setting: ContenderSetting,
  { name, file }: { readonly name: string; readonly file: string } = { name: "ours", file: "src/main.ts" },
): Promise<RunningGateway> {
  await using started = new AsyncDisposableStack();
  const issuer = await startIssuer(started);
  const services = started.use(await startDemoServices(setting.dataSet.postgres.url("crm")));
  const port = await findFreePort();
  const program = started.use(
    await startProgram({
      name,
      file,
      environment: {
        ...toGatewayUrls(setting.databaseUrl),
        ...services.settings,
        HOST: "127.0.0.1",
        PORT: String(port),
        DATA_DIR: join(setting.dataSet.folder, name),
        OIDC_ISSUER: issuer.url,
        OIDC_AUDIENCE: audience,
        PERSONAL_DATA_KEYS: benchKeys,
        ...setting.environment,
      },
      logFile: setting.logFile,
      findPort: async () => ((await isReady(port)) ? port : undefined),
    }),
  );
  await waitUntilAtRest(toGatewayUrls(setting.databaseUrl).DATABASE_URL);
  const headers = {
    authorization: `Bearer ${await issuer.issueToken("bench")}`,
    "x-purpose": "SERVICE",
  };
  const running = started.move();
  return {
    name,
    issueToken: issuer.issueToken,
    role: setting.role,
    pid: program.pid,
    port,
    findWords: program.findWords,
    toRequest: (workload, key) =>
      toGraphqlRequest(workload, key, { headers, toAfter: (id) => toCursor("customers", [id]) }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** An issuer with one key and tokens that outlive the run. */
async function startIssuer(
  started: AsyncDisposableStack,
): Promise<{ readonly url: string; readonly issueToken: RunningGateway["issueToken"] }> {
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
  const issueToken = (subject: string): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: keyId, typ: "JWT" })
      .setIssuer(url)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime("12 h")
      .sign(privateKey);
  return { url, issueToken };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A first start plans the duties of every consent in the data set; it is not what is measured. */
async function waitUntilAtRest(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let seconds = 0; seconds < maxSecondsUntilRest; seconds += 1) {
      const { rows } = await client.query<{ isWaiting: boolean }>(
        'select exists (select from graphile_worker._private_jobs where run_at <= now()) as "isWaiting"',
      );
      if (rows[0]?.isWaiting === false) return;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  } finally {
    await client.end();
  }
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${String(port)}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
