// The program behind `npm start`: settings, then the demo bank where something is missing, then the gateway, then its
// addresses. Whatever was started is stopped in the opposite order.
import "reflect-metadata";
import { setFlagsFromString } from "node:v8";
import { createApp } from "./app.js";
import { parseSettings, type Settings } from "./config/parse-settings.js";
import { readEnvironment } from "./config/read-environment.js";
import { toSourceOptions } from "./config/source-options.js";
import { isBankSetting, toSettingUrls } from "./demo/bank-settings.js";
import { buildWelcome } from "./demo/build-welcome.js";
import { removeDemoState, writeDemoState } from "./demo/demo-state.js";
import { fillBank } from "./demo/fill-bank.js";
import { startDemoServices } from "./demo/services/start-demo-services.js";
import { startTraffic } from "./demo/bank/traffic.js";
import { createDemoWriteKeys, describeWriteKeys } from "./demo/demo-write-keys.js";
import { createGraphiqlSettings } from "./demo/graphiql-page.js";
import { issueReadyTokens } from "./demo/issue-ready-tokens.js";
import { startDemoBank, type DemoBank } from "./demo/start-demo-bank.js";
import { showProgress } from "./demo/startup-screen.js";
import { openTokenIssuer } from "./demo/token-issuer.js";
import type { IdentifierCipher } from "./domains/identity/identifier-cipher.js";
import { createIdentifierCipher } from "./security/create-identifier-cipher.js";
import { openKeyRing } from "./security/open-key-ring.js";
import { loadPolicy } from "./security/policy/load-policy.js";
import { systemClock } from "./shared/clock.js";
import { OperatorError } from "./shared/operator-error.js";
import { isFork } from "./shared/start-forks.js";
import { stopInOrder } from "./shared/stop-in-order.js";
import { sources } from "./sources/index.js";
import { answerByForks } from "./start/answer-by-forks.js";
import { openLog } from "./start/open-log.js";
import { findNoticesFile, readNatsOptions, readNotices } from "./start/read-given-files.js";
import { toAppSettings } from "./start/to-app-settings.js";
import { toTokenSettings } from "./start/to-token-settings.js";
import { checkPortIsFree, toPortError } from "./transport/port.js";

const output = process.stdout;
const stopTimeoutMs = 10_000;

// By default V8 lets garbage grow to several times what is in use. At 30 % more than what is in use, looking for it cost a
// subscription's events 10 % more CPU and a 99th percentile of 140 instead of 40 ms; at 100 % it is not seen there
// (bench/README.md).
setFlagsFromString("--heap-growing-percent=100");

const running = stopInOrder({
  timeoutMs: stopTimeoutMs,
  onStopping: () => output.write("\nStopping …\n"),
  exit: (code) => process.exit(code),
});

try {
  await start(
    parseSettings(
      readEnvironment(),
      process.argv.slice(2),
      sources.map((source) => source.settings),
    ),
  );
} catch (error) {
  await fail(error);
}
process.on("uncaughtException", (error) => void fail(error));

async function start(settings: Settings): Promise<void> {
  const sourceOptions = toSourceOptions(settings, sources);
  // A fork shares the port with the others.
  if (!isFork) await checkPortIsFree(settings.host, settings.port);
  const policy = loadPolicy(settings.policyFile);
  const keys = await openKeyRing(settings, systemClock.now());
  const bank = await startBank(settings, createIdentifierCipher(keys.ring));
  const supplied = { ...(bank && toSettingUrls(bank.urls)), ...(await supplyServices(settings, bank)) };
  const databaseUrl = settings.databaseUrl ?? bank?.urls.gateway;
  if (databaseUrl === undefined) throw new OperatorError("DATABASE_URL: is needed.");
  const urls = { ...supplied, ...settings.sources, DATABASE_URL: databaseUrl };

  const log = openLog(settings, { isTerminal: output.isTTY, hasDataDir: bank !== undefined });
  const { logger } = log;
  const noticesFile = findNoticesFile(settings, bank !== undefined);
  const issuer = settings.oidc ? undefined : await openTokenIssuer(settings.dataDir);
  const demoKeys = issuer && settings.writeKeys.length === 0 ? createDemoWriteKeys() : [];
  const hasForks = settings.webConcurrency > 1;
  const app = await showProgress("Starting the gateway", output, async (report) => {
    const graphiql = await createGraphiqlSettings(issuer, report);
    const nats = await readNatsOptions(settings);
    const created = await createApp({
      databaseUrl,
      ...(nats && { nats }),
      keyRing: keys.ring,
      notices: await readNotices(noticesFile),
      sources: sources.map((source) => source.connect(urls, { logger, ...sourceOptions })),
      tokens: toTokenSettings(settings, issuer),
      policy,
      logger,
      writeKeys: [...settings.writeKeys, ...demoKeys],
      graphiql,
      ...toAppSettings(settings, hasForks),
    });
    running.add(async () => created[Symbol.asyncDispose]());
    if (settings.role === "gateway") return created;
    report({ step: "Who is who", done: 0, total: 1 });
    await created.linkIdentities();
    report({ step: "Who is who", done: 1, total: 1 });
    return created;
  });
  // With forks and ROLE=gateway the work is another process's, and nothing is left to do here.
  const listening =
    hasForks && settings.role === "gateway"
      ? undefined
      : await app.listen().catch((error: unknown) => {
          throw toPortError(error, settings.host, settings.port);
        });
  const url = hasForks
    ? await answerByForks(settings, { urls, demoKeys, noticesFile }, log, running.add)
    : (listening?.url ?? "");
  if (bank) {
    await writeDemoState(settings.dataDir, { gatewayUrl: url, urls });
    running.add(() => removeDemoState(settings.dataDir));
    const traffic = startTraffic({
      urls: bank.urls,
      perSecond: settings.missingSources.length > 0 ? settings.trafficPerSecond : 0,
      onFailure: (code) => logger.warn({ code }, "A row of the demo's traffic was not written."),
    });
    running.add(async () => traffic[Symbol.asyncDispose]());
  }
  const notes = [
    ...log.notes,
    ...keys.notes,
    ...describeWriteKeys(demoKeys),
    ...describeContents(settings, bank),
  ];
  if (settings.role === "worker") {
    if (!running.isStopping())
      output.write(`\nA worker is at work; how it is: ${url}/ready\n\nCtrl-C stops it.\n`);
    return;
  }
  const tokens = issuer ? await issueReadyTokens(issuer) : [];
  if (!running.isStopping()) output.write(buildWelcome({ url, tokens, notes }));
}

async function startBank(settings: Settings, cipher: IdentifierCipher): Promise<DemoBank | undefined> {
  if (settings.databaseUrl !== undefined && !settings.missingSources.some(isBankSetting)) return undefined;
  return showProgress("Starting the demo bank", output, (onProgress) =>
    startDemoBank({
      dataDir: settings.dataDir,
      ...settings.demo,
      until: new Date(),
      fill: (urls, contents, report) => fillBank(urls, contents, report, cipher),
      onProgress,
      onServerStarted: (stop) => running.add(stop),
    }),
  );
}

/** The demo's services for those that are not given; they read the CRM's database, the given one or the bank's. */
async function supplyServices(
  { sources: given, missingSources }: Settings,
  bank: DemoBank | undefined,
): Promise<Readonly<Record<string, string>>> {
  const crmUrl = given["CRM_URL"] ?? bank?.urls.crm;
  if (crmUrl === undefined || missingSources.every(isBankSetting)) return {};
  const services = await startDemoServices(crmUrl);
  running.add(async () => services[Symbol.asyncDispose]());
  return services.settings;
}

function describeContents(settings: Settings, bank: DemoBank | undefined): readonly string[] {
  if (!bank) return [];
  const { customers, seed } = bank.contents;
  const asked = settings.demo;
  if (customers === asked.customers && seed === asked.seed) return [];
  const made = `${String(customers)} customers, seed ${String(seed)}`;
  return [`The bank in ${settings.dataDir} has ${made}; another one needs another DATA_DIR.`];
}

/** Ends with exit code 1 and leaves nothing running. An operator's mistake is told in a sentence, a bug with its stack. */
async function fail(error: unknown): Promise<void> {
  // What was stopped on request breaks what was still starting.
  if (running.isStopping()) return;
  const text =
    error instanceof OperatorError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text ?? "Unknown fault."}\n`);
  await running.closeAll().catch(() => undefined);
  process.exit(1);
}
