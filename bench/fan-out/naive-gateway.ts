// Our gateway with its groups off: every subscriber reads, executes and writes each of its events alone. Otherwise what
// `src/main.ts` makes of the same settings.
import "reflect-metadata";
import { createApp } from "../../src/app.js";
import { parseSettings } from "../../src/config/parse-settings.js";
import { readEnvironment } from "../../src/config/read-environment.js";
import { createLogger } from "../../src/observability/logger.js";
import { createDiscoveredKeySource } from "../../src/security/key-source.js";
import { openKeyRing } from "../../src/security/open-key-ring.js";
import { loadPolicy } from "../../src/security/policy/load-policy.js";
import { systemClock } from "../../src/shared/clock.js";
import { sources } from "../../src/sources/index.js";

const settings = parseSettings(
  readEnvironment(),
  [],
  sources.map((source) => source.settings),
);
if (settings.databaseUrl === undefined || settings.oidc === undefined)
  throw new Error("Settings are missing.");
const keys = await openKeyRing(settings, systemClock.now());
const logger = createLogger({ level: settings.logLevel });
const app = await createApp({
  databaseUrl: settings.databaseUrl,
  keyRing: keys.ring,
  sources: sources.map((source) => source.connect(settings.sources, { logger, guard: settings.guard })),
  tokens: { ...settings.oidc, keys: createDiscoveredKeySource({ issuer: settings.oidc.issuer }) },
  policy: loadPolicy(settings.policyFile),
  transport: { host: settings.host, port: settings.port },
  logger,
  requestDeadlineMs: settings.requestDeadlineMs,
  sourcePollIntervalMs: settings.sourcePollIntervalMs,
  live: { isGrouping: false },
});
await app.linkIdentities();
await app.listen();
process.once("SIGTERM", () => void app[Symbol.asyncDispose]().then(() => process.exit(0)));
