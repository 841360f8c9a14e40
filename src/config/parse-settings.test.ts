import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseSettings } from "./parse-settings.js";

const databaseUrl = () =>
  z
    .url({ protocol: /^postgres(ql)?$/ })
    .meta({ description: "A source.", expected: "a URL of PostgreSQL", secret: true });
const sources = [z.object({ CRM_URL: databaseUrl() }), z.object({ WEB_EVENTS_URL: databaseUrl() })];

function messageOf(environment: Record<string, string>, argv: readonly string[] = []): string {
  try {
    parseSettings(environment, argv, sources);
    return "accepted";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("settings", () => {
  test("have defaults for a newcomer, and name the sources that the demo bank has to supply", () => {
    expect(parseSettings({}, [], sources)).toEqual({
      port: 4000,
      host: "127.0.0.1",
      corsOrigins: [],
      role: "all",
      webConcurrency: 1,
      metricsToken: undefined,
      dataDir: ".data",
      databaseUrl: undefined,
      nats: undefined,
      personalDataKeys: undefined,
      oidc: undefined,
      policyFile: undefined,
      logLevel: "info",
      requestDeadlineMs: 800,
      sourcePollIntervalMs: 500,
      accessLogRetentionYears: 2,
      eventRetentionDays: 90,
      ingestRetentionDays: 30,
      staleForMs: {},
      replicationPrefix: "customer_360",
      guard: { breakerFailures: 5, probeIntervalMs: 1_000, maxQueued: 500 },
      rightsWebhooks: {},
      rightsWebhookSecrets: {},
      triggerWebhooks: {},
      triggerWebhookSecrets: {},
      triggerWebhookChannels: {},
      triggerWebhookSteps: {},
      exportLifetimeHours: 24,
      writeKeys: [],
      publicUrl: undefined,
      trafficPerSecond: 5,
      demo: { customers: 2000, seed: 1 },
      isProduction: false,
      sources: {},
      missingSources: ["CRM_URL", "WEB_EVENTS_URL"],
    });
  });

  test("take an empty variable as one that is not set", () => {
    expect(parseSettings({ PORT: "", CRM_URL: "" }, [], sources).port).toBe(4000);
  });

  test("take write keys of pages and of servers, several of one source, and tell no key in a mistake", () => {
    const [one, two, three] = ["a", "b", "c"].map((letter) => letter.repeat(16));
    const given = { WRITE_KEYS: `shop-web=${one},shop-web=${two}`, SERVER_WRITE_KEYS: `core=${three}` };
    expect(parseSettings(given, [], sources).writeKeys).toEqual([
      { source: "shop-web", key: one, isTrusted: false },
      { source: "shop-web", key: two, isTrusted: false },
      { source: "core", key: three, isTrusted: true },
    ]);
    const read = (more: object) => () => parseSettings({ ...given, ...more }, [], sources);
    expect(read({ WRITE_KEYS: "shop-web=short" })).toThrow(
      /^One setting is wrong:\n {2}WRITE_KEYS: must be names[^:]*\.$/,
    );
    expect(read({ SERVER_WRITE_KEYS: `core=${one}` })).toThrow(
      /SERVER_WRITE_KEYS: a key of WRITE_KEYS cannot be/,
    );
  });

  test("take a time for each source that may answer with older records", () => {
    const { staleForMs } = parseSettings({ SOURCE_STALE_FOR_MS: "crm=60000,web-events=5000" }, [], sources);
    expect(staleForMs).toEqual({ crm: 60_000, "web-events": 5_000 });
    expect(() => parseSettings({ SOURCE_STALE_FOR_MS: "crm" }, [], sources)).toThrow(/SOURCE_STALE_FOR_MS/);
  });

  test("take the servers of NATS, and nothing that is not one", () => {
    const { nats } = parseSettings({ NATS_URL: "nats://a:4222,tls://u:p@b:4222", NATS_REPLICAS: "3" }, []);
    expect(nats).toEqual({
      urls: ["nats://a:4222", "tls://u:p@b:4222"],
      credentialsFile: undefined,
      stream: { prefix: "customer-360", hours: 1, replicas: 3 },
    });
    expect(messageOf({ NATS_URL: "http://user:hidden@a" })).toMatch(/NATS_URL: must be URLs like nats:/);
    expect(messageOf({ NATS_URL: "http://user:hidden@a" })).not.toContain("hidden@");
  });

  test("let the command line win over the environment", () => {
    expect(parseSettings({ TRAFFIC: "1/s" }, ["--traffic", "0"]).trafficPerSecond).toBe(0);
    expect(parseSettings({ TRAFFIC: "1/s" }, ["--traffic=2.5/s"]).trafficPerSecond).toBe(2.5);
    expect(parseSettings({ TRAFFIC: "300/m" }, []).trafficPerSecond).toBe(5);
  });

  test("give every mistake by name in one message", () => {
    const message = messageOf(
      {
        PORT: "http",
        REQUEST_DEADLINE_MS: "1",
        LOG_LEVEL: "loud",
        OIDC_ISSUER: "https://issuer.example",
        CRM_URL: "mysql://user:hidden-password@host/crm",
        NODE_ENV: "production",
      },
      ["--trafic", "--traffic", "fast"],
    );
    expect(message.split("\n")).toEqual([
      "10 settings are wrong:",
      "  --trafic: unknown; the options are --traffic.",
      '  PORT: must be a whole number from 0 to 65535; it is "http".',
      '  LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent; it is "loud".',
      '  REQUEST_DEADLINE_MS: must be a whole number from 50 to 60000; it is "1".',
      `  TRAFFIC (--traffic): must be a rate like "5/s" or "300/m", or "0"; it is "fast".`,
      "  CRM_URL: must be a URL of PostgreSQL.",
      "  OIDC_AUDIENCE: is needed with OIDC_ISSUER.",
      "  DATABASE_URL: is needed with NODE_ENV=production, which never uses the demo bank.",
      "  WEB_EVENTS_URL: is needed with NODE_ENV=production, which never uses the demo bank.",
      "  PERSONAL_DATA_KEYS: is needed with NODE_ENV=production, which never makes keys of its own.",
    ]);
  });

  test("of one source are given together, so that the demo's secrets stay with the demo", () => {
    const schemas = [
      z.object({
        CAMPAIGNS_URL: z.url(),
        CAMPAIGNS_TOKEN: z.string(),
        CAMPAIGNS_PAGE: z.string().optional(),
      }),
    ];
    const parse = () => parseSettings({ CAMPAIGNS_URL: "https://campaigns.example" }, [], schemas);
    expect(parse).toThrow(/^One setting is wrong:\n {2}CAMPAIGNS_TOKEN: is needed with CAMPAIGNS_URL\.$/);
  });

  test("of a process that shares its work name what it shares", () => {
    expect(messageOf({ ROLE: "worker", CRM_URL: "postgres://host/crm" }).split("\n")).toEqual([
      "2 settings are wrong:",
      "  DATABASE_URL: is needed with ROLE, since processes share what they stand on.",
      "  WEB_EVENTS_URL: is needed with ROLE, since processes share what they stand on.",
    ]);
  });

  test("never show a secret", () => {
    expect(messageOf({ DATABASE_URL: "secret-text" })).not.toContain("secret-text");
    expect(messageOf({ CRM_URL: "secret-text" })).not.toContain("secret-text");
    const message = messageOf({ PERSONAL_DATA_KEYS: "2026a:secret-text" });
    expect(message).toContain("PERSONAL_DATA_KEYS: must be keys like 2026b:");
    expect(message).not.toContain("secret-text");
  });

  test.each(["http://issuer.example", "ftp://issuer.example", "issuer"])(
    "refuse the issuer %j",
    (OIDC_ISSUER) => {
      expect(messageOf({ OIDC_ISSUER, OIDC_AUDIENCE: "a" })).toContain("OIDC_ISSUER: must be an https URL");
    },
  );

  test("accept an issuer on this machine without https", () => {
    const { oidc } = parseSettings({ OIDC_ISSUER: "http://127.0.0.1:9000", OIDC_AUDIENCE: "a" });
    expect(oidc).toEqual({
      issuer: "http://127.0.0.1:9000",
      audience: "a",
      claims: { roles: "roles", branches: "branches", cases: "cases" },
    });
  });

  test.each(["-1", "65536", "80.5", "0x50", "1e3", " "])("refuse the port %j", (PORT) => {
    expect(messageOf({ PORT })).toContain("PORT: must be a whole number");
  });
});
