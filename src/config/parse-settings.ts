// Environment variables and command line in, settings out; or one message that lists every mistake by name.
import { z } from "zod";
import { OperatorError } from "../shared/operator-error.js";
import { findRuleMistakes } from "./setting-rules.js";
import { settingSchemas } from "./setting-schemas.js";

/** Variables by name, as in process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings schema of a source: an object of environment variables by name. */
export type SourceSettingsSchema = z.ZodObject;

/** Where NATS is and how its stream is kept. */
export interface NatsSettings {
  readonly urls: readonly string[];
  readonly credentialsFile: string | undefined;
  readonly stream: { readonly prefix: string; readonly hours: number; readonly replicas: number };
}

/** A write key, the source that it stands for, and whether it is kept secret by one of the company's own systems. */
export interface WriteKeySetting {
  readonly source: string;
  readonly key: string;
  readonly isTrusted: boolean;
}

/** The gateway's settings. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Origins whose pages may call the gateway. */
  readonly corsOrigins: readonly string[];
  readonly role: "gateway" | "worker" | "all";
  /** Undefined: the metrics are for this machine. */
  readonly metricsToken: string | undefined;
  /** Processes that answer. */
  readonly webConcurrency: number;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Undefined: events go by PostgreSQL alone. */
  readonly nats: NatsSettings | undefined;
  /** Master keys of personal data as they were given. */
  readonly personalDataKeys: string | undefined;
  readonly oidc:
    | {
        readonly issuer: string;
        readonly audience: string;
        readonly claims: { readonly roles: string; readonly branches: string; readonly cases: string };
      }
    | undefined;
  /** Undefined: the policy that is shipped. */
  readonly policyFile: string | undefined;
  /** Register of privacy notices; undefined: the demo bank's own, or none. */
  readonly privacyNoticesFile: string | undefined;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly requestDeadlineMs: number;
  readonly sourcePollIntervalMs: number;
  readonly accessLogRetentionYears: number;
  readonly eventRetentionDays: number;
  readonly ingestRetentionDays: number;
  /** How long what a source gave may stand in for an answer that fails, in milliseconds, by its name. */
  readonly staleForMs: Readonly<Record<string, number>>;
  /** Names of the sources that are replicated; undefined: those of the demo bank. */
  readonly sourceReplication: readonly string[] | undefined;
  /** Begins the names of slots and publications. */
  readonly replicationPrefix: string;
  /** How reads of sources are guarded. */
  readonly guard: {
    readonly breakerFailures: number;
    readonly probeIntervalMs: number;
    readonly maxQueued: number;
  };
  /** Where sources are told of people's rights, and the secrets of these notices, by their names. */
  readonly rightsWebhooks: Readonly<Record<string, string>>;
  readonly rightsWebhookSecrets: Readonly<Record<string, string>>;
  /** Where systems are told of triggers, the secrets and the channels, by names of the operator's choice. */
  readonly triggerWebhooks: Readonly<Record<string, string>>;
  readonly triggerWebhookSecrets: Readonly<Record<string, string>>;
  readonly triggerWebhookChannels: Readonly<Record<string, string>>;
  readonly triggerWebhookSteps: Readonly<Record<string, string>>;
  readonly exportLifetimeHours: number;
  /** With which events may be sent to us. */
  readonly writeKeys: readonly WriteKeySetting[];
  /** Undefined: where the gateway listens. */
  readonly publicUrl: string | undefined;
  /** Events per second; 0 is none. */
  readonly trafficPerSecond: number;
  readonly demo: { readonly customers: number; readonly seed: number };
  readonly isProduction: boolean;
  /** What was given for the sources, checked but not converted: each source reads its own part of it. */
  readonly sources: Readonly<Record<string, string>>;
  /** Variables that a source needs and that were not given; outside production the demo bank supplies them. */
  readonly missingSources: readonly string[];
}

/** What the schema says of a setting beside its type. */
export function readSettingMeta(schema: z.core.$ZodType): z.core.GlobalMeta {
  return z.globalRegistry.get(schema) ?? {};
}

/** Parses everything; throws OperatorError with one message that lists every mistake, a line each. */
export function parseSettings(
  environment: Environment,
  argv: readonly string[] = [],
  sourceSchemas: readonly SourceSettingsSchema[] = [],
): Settings {
  const mistakes: string[] = [];
  // An empty variable is one that is not set: `PORT=` in a .env file.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const input = { ...given, ...parseOptions(argv, mistakes) };

  const result = settingSchemas.safeParse(input);
  if (!result.success) mistakes.push(...describeIssues(result.error, settingSchemas, input));
  const { sources, missingSources } = parseSourceSettings(input, sourceSchemas, mistakes);
  mistakes.push(...findRuleMistakes(input, missingSources));
  if (!result.success || mistakes.length > 0) {
    const count = mistakes.length === 1 ? "One setting is" : `${mistakes.length} settings are`;
    throw new OperatorError(`${count} wrong:\n${mistakes.map((line) => `  ${line}`).join("\n")}`);
  }
  return toSettings(result.data, sources, missingSources);
}

function parseOptions(argv: readonly string[], mistakes: string[]): Record<string, string> {
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(settingSchemas.shape)) {
    const { option } = readSettingMeta(schema);
    if (option) names.set(option, name);
  }
  const values: Record<string, string> = {};
  for (let at = 0; at < argv.length; at += 1) {
    const [option = "", ...rest] = (argv[at] ?? "").split("=");
    const name = names.get(option);
    if (name === undefined) {
      mistakes.push(`${argv[at]}: unknown; the options are ${[...names.keys()].join(", ")}.`);
      continue;
    }
    const value = rest.length > 0 ? rest.join("=") : argv[(at += 1)];
    if (value === undefined || value === "") mistakes.push(`${option}: needs a value.`);
    else values[name] = value;
  }
  return values;
}

function parseSourceSettings(
  input: Readonly<Record<string, unknown>>,
  schemas: readonly SourceSettingsSchema[],
  mistakes: string[],
): Pick<Settings, "sources" | "missingSources"> {
  const sources: Record<string, string> = {};
  const missingSources: string[] = [];
  for (const schema of schemas) {
    const missing: string[] = [];
    for (const [name, part] of Object.entries(schema.shape)) {
      const value = input[name];
      if (typeof value === "string") sources[name] = value;
      else if (!z.safeParse(part, undefined).success) missing.push(name);
    }
    missingSources.push(...missing);
    // The demo bank supplies all settings of a source or none: its secrets are not for somebody else's address.
    const given = Object.keys(schema.shape).find((name) => sources[name] !== undefined);
    if (given !== undefined) mistakes.push(...missing.map((name) => `${name}: is needed with ${given}.`));
    const result = schema.partial().safeParse(input);
    if (!result.success) mistakes.push(...describeIssues(result.error, schema, input));
  }
  return { sources, missingSources };
}

function describeIssues(
  error: z.ZodError,
  schema: z.ZodObject,
  input: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = new Set(error.issues.map(({ path }) => String(path[0])));
  const parts: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  return [...names].map((name) => {
    const part = parts[name];
    const { expected, secret, option } = part ? readSettingMeta(part) : {};
    const must = expected ?? error.issues.find(({ path }) => path[0] === name)?.message ?? "of another form";
    const value = secret ? "" : `; it is ${JSON.stringify(input[name])}`;
    return `${option ? `${name} (${option})` : name}: must be ${must}${value}.`;
  });
}

function toSettings(
  values: z.infer<typeof settingSchemas>,
  sources: Settings["sources"],
  missingSources: readonly string[],
): Settings {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = values;
  const claims = {
    roles: values.OIDC_ROLES_CLAIM,
    branches: values.OIDC_BRANCHES_CLAIM,
    cases: values.OIDC_CASES_CLAIM,
  };
  return {
    port: values.PORT,
    host: values.HOST,
    corsOrigins: values.CORS_ORIGINS,
    role: values.ROLE,
    metricsToken: values.METRICS_TOKEN,
    webConcurrency: values.WEB_CONCURRENCY,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    nats: toNatsSettings(values),
    personalDataKeys: values.PERSONAL_DATA_KEYS,
    oidc: issuer && audience ? { issuer, audience, claims } : undefined,
    policyFile: values.POLICY_FILE,
    privacyNoticesFile: values.PRIVACY_NOTICES_FILE,
    logLevel: values.LOG_LEVEL,
    requestDeadlineMs: values.REQUEST_DEADLINE_MS,
    sourcePollIntervalMs: values.SOURCE_POLL_INTERVAL_MS,
    accessLogRetentionYears: values.ACCESS_LOG_RETENTION_YEARS,
    ingestRetentionDays: values.INGEST_RETENTION_DAYS,
    eventRetentionDays: values.EVENT_RETENTION_DAYS,
    staleForMs: values.SOURCE_STALE_FOR_MS,
    sourceReplication: values.SOURCE_REPLICATION,
    replicationPrefix: values.REPLICATION_PREFIX,
    guard: {
      breakerFailures: values.SOURCE_BREAKER_FAILURES,
      probeIntervalMs: values.SOURCE_BREAKER_PROBE_MS,
      maxQueued: values.SOURCE_QUEUE,
    },
    rightsWebhooks: values.RIGHTS_WEBHOOKS,
    rightsWebhookSecrets: values.RIGHTS_WEBHOOK_SECRETS,
    triggerWebhooks: values.TRIGGER_WEBHOOKS,
    triggerWebhookSecrets: values.TRIGGER_WEBHOOK_SECRETS,
    triggerWebhookChannels: values.TRIGGER_WEBHOOK_CHANNELS,
    triggerWebhookSteps: values.TRIGGER_WEBHOOK_EVENTS,
    exportLifetimeHours: values.EXPORT_LIFETIME_HOURS,
    writeKeys: [
      ...values.WRITE_KEYS.map((one) => ({ ...one, isTrusted: false })),
      ...values.SERVER_WRITE_KEYS.map((one) => ({ ...one, isTrusted: true })),
    ],
    publicUrl: values.PUBLIC_URL,
    trafficPerSecond: values.TRAFFIC,
    demo: { customers: values.DEMO_CUSTOMERS, seed: values.DEMO_SEED },
    isProduction: values.NODE_ENV === "production",
    sources,
    missingSources,
  };
}

function toNatsSettings(values: z.infer<typeof settingSchemas>): NatsSettings | undefined {
  if (values.NATS_URL === undefined) return undefined;
  return {
    urls: values.NATS_URL.split(","),
    credentialsFile: values.NATS_CREDENTIALS_FILE,
    stream: {
      prefix: values.NATS_STREAM,
      hours: values.NATS_STREAM_HOURS,
      replicas: values.NATS_REPLICAS,
    },
  };
}
