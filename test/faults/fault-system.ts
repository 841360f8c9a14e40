// Everything that may be killed, in processes of their own: gateways, a worker, nats-server and a PostgreSQL cluster with a
// small bank in it. In front of nothing: subscribers and writer talk to the gateways as clients do.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { toSettingUrls } from "../../src/demo/bank-settings.js";
import { fillBank } from "../../src/demo/fill-bank.js";
import { findRunningPostmaster } from "../../src/demo/postgres/postmaster.js";
import { startDemoServices } from "../../src/demo/services/start-demo-services.js";
import { startDemoBank, type DemoBank } from "../../src/demo/start-demo-bank.js";
import { testCipher, testKeys } from "../fakes/key-ring.js";
import { findFreePort, KeptProcess } from "./kept-process.js";
import { audience, startIssuer } from "./token-issuer.js";

/** What is started. */
export interface FaultSystemOptions {
  readonly customers: number;
  readonly gateways: number;
}

/** A gateway and where it is. */
export interface FaultGateway {
  readonly url: string;
  readonly process: KeptProcess;
}

/** Something that is killed and started again. */
export interface Victim {
  readonly name: string;
  readonly killAndRestart: () => Promise<void>;
}

/** The system at work. */
export interface FaultSystem extends AsyncDisposable {
  readonly urls: DemoBank["urls"];
  readonly issuerUrl: string;
  readonly gateways: readonly FaultGateway[];
  readonly worker: KeptProcess;
  /** In the order in which they are killed; without nats-server where there is none. */
  readonly victims: readonly Victim[];
}

const hasNats = spawnSync("nats-server", ["--version"]).status === 0;

/** Starts it; everything ends with it, its folder too. */
export async function startFaultSystem(options: FaultSystemOptions): Promise<FaultSystem> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "customer-360-faults-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, "bank");
  const bank = started.use(
    await startDemoBank({
      dataDir,
      customers: options.customers,
      seed: 1,
      until: new Date(),
      fill: (urls, contents, report) => fillBank(urls, contents, report, testCipher),
    }),
  );
  const services = started.use(await startDemoServices(bank.urls.crm));
  const issuer = started.use(await startIssuer());
  const nats = hasNats ? started.use(await startNats(folder)) : undefined;
  const settings = {
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    LOG_LEVEL: "warn",
    SOURCE_POLL_INTERVAL_MS: "100",
    PERSONAL_DATA_KEYS: testKeys,
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: audience,
    ...toSettingUrls(bank.urls),
    ...services.settings,
    ...(nats && { NATS_URL: nats.url, NATS_STREAM: "faults" }),
  };
  const startMember = async (name: string, role: string): Promise<FaultGateway> => {
    const port = String(await findFreePort());
    const url = `http://127.0.0.1:${port}`;
    const member = new KeptProcess({
      name,
      command: process.execPath,
      args: ["--import", "./bin/typescript.mjs", "src/main.ts"],
      environment: { ...settings, ROLE: role, PORT: port, DATA_DIR: join(folder, name) },
      logFile: join(folder, `${name}.log`),
      isReady: async () => (await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) })).ok,
    });
    started.use(member);
    await member.start();
    return { url, process: member };
  };
  const worker = await startMember("worker", "worker");
  const gateways: FaultGateway[] = [];
  for (let number = 1; number <= options.gateways; number += 1) {
    gateways.push(await startMember(`gateway-${String(number)}`, "gateway"));
  }
  let turn = 0;
  const toVictim = (name: string, find: () => KeptProcess): Victim => ({
    name,
    killAndRestart: async () => {
      const victim = find();
      await victim.kill();
      await victim.start();
    },
  });
  const victims = [
    toVictim("gateway", () => gateways[(turn += 1) % gateways.length]!.process),
    toVictim("worker", () => worker.process),
    ...(nats === undefined ? [] : [toVictim("nats-server", () => nats.process)]),
    {
      name: "postgresql",
      killAndRestart: () => killPostgres(join(dataDir, "postgres/cluster"), bank.urls.gateway),
    },
  ];
  const running = started.move();
  return {
    urls: bank.urls,
    issuerUrl: issuer.url,
    gateways,
    worker: worker.process,
    victims,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startNats(folder: string): Promise<AsyncDisposable & { url: string; process: KeptProcess }> {
  const port = await findFreePort();
  const nats = new KeptProcess({
    name: "nats-server",
    command: "nats-server",
    args: ["-js", "-a", "127.0.0.1", "-p", String(port), "-sd", join(folder, "nats")],
    logFile: join(folder, "nats.log"),
    isReady: () => isGreeting(port),
  });
  await nats.start();
  return { url: `nats://127.0.0.1:${String(port)}`, process: nats, [Symbol.asyncDispose]: () => nats.kill() };
}

function isGreeting(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (isThere: boolean) => (): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("data", answer(true)).once("error", answer(false));
  });
}

/** The bank's keeper starts the server again on its port. */
async function killPostgres(cluster: string, url: string): Promise<void> {
  const before = await findRunningPostmaster(cluster);
  if (before === undefined) throw new Error("PostgreSQL does not run.");
  process.kill(before.pid, "SIGKILL");
  for (const endAt = performance.now() + 60_000; performance.now() < endAt; await delay(50)) {
    const now = await findRunningPostmaster(cluster);
    if (now !== undefined && now.pid !== before.pid && (await isAnswering(url))) return;
  }
  throw new Error("PostgreSQL did not come back.");
}

async function isAnswering(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
