// The program behind `npm start`: settings, then the demo bank where something is missing, then the gateway, then its
// addresses. Whatever was started is stopped in the opposite order.
import "reflect-metadata";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { createApp, type AppOptions } from "./app.js";
import { toNoticeAddresses } from "./config/notice-addresses.js";
import { parseSettings, type Settings, type WriteKeySetting } from "./config/parse-settings.js";
import { toTriggerEndpoints } from "./config/trigger-endpoints.js";
import { readEnvironment } from "./config/read-environment.js";
import { toSourceOptions } from "./config/source-options.js";
import { isBankSetting, toSettingUrls } from "./demo/bank-settings.js";
import { buildWelcome } from "./demo/build-welcome.js";
import { removeDemoState, writeDemoState } from "./demo/demo-state.js";
import { fillBank } from "./demo/fill-bank.js";
import { startDemoServices } from "./demo/services/start-demo-services.js";
import { startTraffic } from "./demo/bank/traffic.js";
import { createDemoWriteKeys, describeWriteKeys, toWriteKeyVariables } from "./demo/demo-write-keys.js";
import { createGraphiqlSettings } from "./demo/graphiql-page.js";
import { issueReadyTokens } from "./demo/issue-ready-tokens.js";
import { startDemoBank, type DemoBank } from "./demo/start-demo-bank.js";
import { showProgress } from "./demo/startup-screen.js";
import { demoAudience, demoIssuer, openTokenIssuer, type TokenIssuer } from "./demo/token-issuer.js";
import { Channel } from "./domains/customer/channel.js";
import type { IdentifierCipher } from "./domains/identity/identifier-cipher.js";
import { emptyNoticeRegister, type NoticeRegister } from "./domains/consent/notice-register.js";
import { parseNoticeRegister } from "./domains/consent/parse-notice-register.js";
import { ToldStep } from "./domains/webhooks/webhook-delivery.js";
import { createLogger, type Logger } from "./observability/logger.js";
import type { AuthenticatorSettings } from "./security/authenticate.js";
import { createDiscoveredKeySource, createLocalKeySource } from "./security/key-source.js";
import { createIdentifierCipher } from "./security/create-identifier-cipher.js";
import { openKeyRing } from "./security/open-key-ring.js";
import { loadPolicy } from "./security/policy/load-policy.js";
import { systemClock } from "./shared/clock.js";
import { OperatorError } from "./shared/operator-error.js";
import { isFork, startForks } from "./shared/start-forks.js";
import { stopInOrder } from "./shared/stop-in-order.js";
import { sources } from "./sources/index.js";
import { checkPortIsFree, toPortError, toUrl } from "./transport/port.js";

const output = process.stdout;
const stopTimeoutMs = 10_000;
const shutdownGraceMs = 3_000;
const demoNoticesFile = fileURLToPath(new URL("./demo/privacy-notices.yml", import.meta.url));

// By default V8 lets garbage grow to several times what is in use before it looks for it, which under load was up to 70 MB more
// to hold; looking earlier was not seen in the CPU of an answer (bench/README.md).
setFlagsFromString("--heap-growing-percent=30");

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

  const { logger, note, destination } = openLog(settings, bank !== undefined);
  const issuer = settings.oidc ? undefined : await openTokenIssuer(settings.dataDir);
  const demoKeys = issuer && settings.writeKeys.length === 0 ? createDemoWriteKeys() : [];
  const hasForks = settings.webConcurrency > 1;
  const app = await showProgress("Starting the gateway", output, async (report) => {
    const graphiql = await createGraphiqlSettings(issuer, report);
    const created = await createApp({
      databaseUrl,
      ...(settings.nats && { nats: await toNatsOptions(settings.nats) }),
      keyRing: keys.ring,
      notices: await readNotices(settings, bank),
      sources: sources.map((source) => source.connect(urls, { logger, ...sourceOptions })),
      tokens: toTokenSettings(settings, issuer),
      policy,
      // Whoever has forks that answer listens only to say how it is itself.
      transport: hasForks
        ? { host: "127.0.0.1", port: 0, shutdownGraceMs }
        : {
            host: settings.host,
            port: settings.port,
            corsOrigins: settings.corsOrigins,
            shutdownGraceMs,
          },
      logger,
      role: hasForks ? "worker" : settings.role,
      requestDeadlineMs: settings.requestDeadlineMs,
      rights: {
        addresses: toNoticeAddresses(
          settings.rightsWebhooks,
          settings.rightsWebhookSecrets,
          sources.map(({ name }) => name),
        ),
        exportLifetimeHours: settings.exportLifetimeHours,
        publicUrl: settings.publicUrl,
      },
      triggerEndpoints: toTriggerEndpoints(
        {
          urls: settings.triggerWebhooks,
          secrets: settings.triggerWebhookSecrets,
          channels: settings.triggerWebhookChannels,
          steps: settings.triggerWebhookSteps,
        },
        { channels: Object.values(Channel), steps: Object.values(ToldStep) },
      ),
      sourcePollIntervalMs: settings.sourcePollIntervalMs,
      writeKeys: [...settings.writeKeys, ...demoKeys],
      accessLogRetentionYears: settings.accessLogRetentionYears,
      ingestRetentionDays: settings.ingestRetentionDays,
      eventRetentionDays: settings.eventRetentionDays,
      graphiql,
      ...(settings.metricsToken !== undefined && { metricsToken: settings.metricsToken }),
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
    ? await answerByForks(settings, { urls, demoKeys, hasBank: bank !== undefined }, logger, destination)
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
  const notes = [...note, ...keys.notes, ...describeWriteKeys(demoKeys), ...describeContents(settings, bank)];
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

/** The privacy notices of the file that is given, else the demo bank's own; a gateway without either knows none. */
async function readNotices(
  { privacyNoticesFile }: Settings,
  bank: DemoBank | undefined,
): Promise<NoticeRegister> {
  if (privacyNoticesFile === undefined && bank === undefined) return emptyNoticeRegister;
  const file = privacyNoticesFile ?? demoNoticesFile;
  const text = await readFile(file, "utf8").catch(() => {
    throw new OperatorError(`The privacy notices ${file} (PRIVACY_NOTICES_FILE) cannot be read.`);
  });
  return parseNoticeRegister(text, file);
}

async function toNatsOptions({
  urls,
  credentialsFile: file,
  stream,
}: NonNullable<Settings["nats"]>): Promise<NonNullable<AppOptions["nats"]>> {
  if (file === undefined) return { address: { urls }, stream };
  const credentials = await readFile(file, "utf8").catch(() => {
    throw new OperatorError(`The credentials ${file} (NATS_CREDENTIALS_FILE) cannot be read.`);
  });
  return { address: { urls, credentials }, stream };
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

/** In a terminal the log goes to a file, so that it does not run through the screen; elsewhere to the error output. */
function openLog(
  settings: Settings,
  hasDataDir: boolean,
): { logger: Logger; note: readonly string[]; destination: NodeJS.WritableStream } {
  const level = { level: settings.logLevel };
  const { stderr } = process;
  if (!output.isTTY || !hasDataDir)
    return { logger: createLogger(level, stderr), note: [], destination: stderr };
  const file = join(settings.dataDir, "gateway.log");
  const destination = createWriteStream(file, { flags: "a", mode: 0o600 });
  return { logger: createLogger(level, destination), note: [`log        ${file}`], destination };
}

/** Has other processes answer, which are given what this one stands on; answers where. */
async function answerByForks(
  { host, webConcurrency: count, privacyNoticesFile }: Settings,
  supplied: {
    readonly urls: Readonly<Record<string, string>>;
    readonly demoKeys: readonly WriteKeySetting[];
    readonly hasBank: boolean;
  },
  logger: Logger,
  log: NodeJS.WritableStream,
): Promise<string> {
  const { urls, demoKeys, hasBank } = supplied;
  const forks = await startForks({
    count,
    environment: {
      ...urls,
      ...toWriteKeyVariables(demoKeys),
      ...(hasBank && privacyNoticesFile === undefined && { PRIVACY_NOTICES_FILE: demoNoticesFile }),
      ROLE: "gateway",
      WEB_CONCURRENCY: "1",
    },
    log,
    onDied: (fork) => logger.error(fork, "A process that answers died; another one is started."),
  });
  running.add(() => forks.close());
  return toUrl({ address: host, family: host.includes(":") ? "IPv6" : "IPv4", port: forks.port });
}

function toTokenSettings({ oidc }: Settings, issuer: TokenIssuer | undefined): AuthenticatorSettings {
  if (oidc) {
    const { audience, claims } = oidc;
    const keys = createDiscoveredKeySource({ issuer: oidc.issuer });
    return { issuer: oidc.issuer, audience, keys, claims };
  }
  if (!issuer) throw new Error("The demo's issuer was not opened.");
  return { issuer: demoIssuer, audience: demoAudience, keys: createLocalKeySource(issuer.publicJwks()) };
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
