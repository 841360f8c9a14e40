// Every setting once: type, default, description, secret or not. In: environment variables by name.
import { z } from "zod";

// What `.meta({ … })` of a setting says beside its description, which is a full sentence for whoever runs the gateway.
declare module "zod/v4/core" {
  interface GlobalMeta {
    /** Completes "must be …". */
    expected?: string;
    /** A secret's value appears in no message. */
    secret?: boolean;
    /** The name of the command-line option that overrides the variable. */
    option?: string;
  }
}

function wholeNumber(least: number, most: number, preset: number, description: string) {
  // Not z.coerce: it takes "0x50", "1e3" and a blank for numbers.
  return z
    .string()
    .regex(/^\d{1,10}$/)
    .default(String(preset))
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .meta({ description, expected: `a whole number from ${least} to ${most}` });
}

function isSafeIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (
    protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname))
  );
}

const staleFor = z
  .string()
  .regex(/^[a-z][a-z-]*=\d{1,8}(,[a-z][a-z-]*=\d{1,8})*$/)
  .optional()
  .transform((text): Readonly<Record<string, number>> =>
    Object.fromEntries(
      (text?.split(",") ?? []).map((part) => {
        const [name = "", milliseconds] = part.split("=");
        return [name, Number(milliseconds)];
      }),
    ),
  );

/** `crm=…,transfers=…` by the names of sources. */
function bySource(value: RegExp) {
  return z
    .string()
    .regex(new RegExp(`^[a-z][a-z-]*=${value.source}(,[a-z][a-z-]*=${value.source})*$`))
    .optional()
    .transform((text): Readonly<Record<string, string>> =>
      Object.fromEntries(
        (text?.split(",") ?? []).map((part) => {
          const at = part.indexOf("=");
          return [part.slice(0, at), part.slice(at + 1)];
        }),
      ),
    );
}

/** `shop-web=…,shop-web=…`: a source may have several keys, so that they can be changed one after the other. */
const writeKeys = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,99}=[\w-]{16,200}(,[a-z0-9][a-z0-9.-]{0,99}=[\w-]{16,200})*$/)
  .optional()
  .transform((text): readonly { readonly source: string; readonly key: string }[] =>
    (text?.split(",") ?? []).map((part) => {
      const at = part.indexOf("=");
      return { source: part.slice(0, at), key: part.slice(at + 1) };
    }),
  );
const expectedWriteKeys =
  'names of sources with keys of at least 16 letters, digits, _ and - like "shop-web=<key>,shop-app=<key>"';

const traffic = z
  .string()
  .regex(/^(0|\d{1,4}(\.\d+)?\/[sm])$/)
  .default("5/s")
  .transform((text) => Number.parseFloat(text) / (text.endsWith("/m") ? 60 : 1));

/** The gateway's settings by the names of their environment variables. */
export const settingSchemas = z.object({
  PORT: wholeNumber(0, 65_535, 4_000, "TCP port of GraphQL over HTTP and WebSocket; 0 takes any free one."),
  HOST: z.string().min(1).default("127.0.0.1").meta({
    description: "Address to listen on; 0.0.0.0 for all.",
    expected: "an address or host name",
  }),
  CORS_ORIGINS: z
    .string()
    .regex(/^https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*$/)
    .optional()
    .transform((text) => text?.split(",") ?? [])
    .meta({
      description: "Origins whose pages may call the gateway from a browser. Without it none but its own.",
      expected: "origins like https://desk.example, separated by commas",
    }),
  ROLE: z.enum(["gateway", "worker", "all"]).default("all").meta({
    description:
      "What this process does: a gateway answers and serves subscriptions; a worker follows the sources and runs rules, timers and deliveries; all does both (docs/scaling.md).",
    expected: "gateway, worker or all",
  }),
  WEB_CONCURRENCY: wholeNumber(
    1,
    64,
    1,
    "Processes that answer on PORT; with more than one, a further process does the work of a worker and starts them (docs/scaling.md).",
  ),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/)
    .optional()
    .meta({
      description:
        "Token that Prometheus shows to read /metrics (docs/operations.md). Without it only callers on this machine that come through no proxy are told.",
      expected: "a text of 16 letters, digits and signs or more, without blanks",
      secret: true,
    }),
  DATA_DIR: z.string().min(1).default(".data").meta({
    description:
      "Folder of the demo bank (its PostgreSQL, its token key, the state of the running demo) and of the key file.",
    expected: "a folder",
  }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .meta({
      description: "The gateway's own PostgreSQL. Without it the demo bank supplies one.",
      expected: "a URL like postgres://user:password@host:5432/database",
      secret: true,
    }),
  NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\/[^\s,/]+(,(nats|tls):\/\/[^\s,/]+)*$/)
    .optional()
    .meta({
      description:
        "NATS servers with JetStream, by which several processes hear of new events (docs/scaling.md). Without it each process reads them from the gateway's PostgreSQL.",
      expected: "URLs like nats://user:password@host:4222, separated by commas; tls:// for TLS",
      secret: true,
    }),
  NATS_CREDENTIALS_FILE: z.string().min(1).optional().meta({
    description: "Credentials (.creds) for NATS_URL, where the server asks for a JWT.",
    expected: "a file",
  }),
  NATS_STREAM: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .default("customer-360")
    .meta({
      description: "What the name of the stream in JetStream begins with; the id of the database follows.",
      expected: "letters, digits, _ and -, at most 64",
    }),
  NATS_STREAM_HOURS: wholeNumber(
    1,
    720,
    1,
    "Hours that events stay in JetStream; older ones are read from PostgreSQL.",
  ),
  NATS_REPLICAS: wholeNumber(1, 5, 1, "Servers of a NATS cluster that hold each event."),
  PERSONAL_DATA_KEYS: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,32}:[0-9A-Za-z+/_-]{43}=?(\s*,\s*[0-9A-Za-z_-]{1,32}:[0-9A-Za-z+/_-]{43}=?)*$/)
    .optional()
    .meta({
      description:
        "Master keys of personal data at rest: the first one encrypts, all of them decrypt. Without it a key file is made in DATA_DIR.",
      expected: "keys like 2026b:<32 bytes in base64>, separated by commas",
      secret: true,
    }),
  OIDC_ISSUER: z.url().refine(isSafeIssuer).optional().meta({
    description: "OpenID Connect issuer whose tokens are accepted. Without it the demo's own issuer is used.",
    expected: "an https URL (http only on this machine)",
  }),
  OIDC_AUDIENCE: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Audience that tokens of OIDC_ISSUER must name.", expected: "a text" }),
  OIDC_ROLES_CLAIM: z.string().min(1).default("roles").meta({
    description: "Claim that holds the roles; a path with dots reaches into objects.",
    expected: "the name of a claim",
  }),
  OIDC_BRANCHES_CLAIM: z.string().min(1).default("branches").meta({
    description:
      "Claim that holds the branches whose customers the token's holder reaches, where POLICY_FILE says so. An empty one reaches nobody.",
    expected: "the name of a claim",
  }),
  OIDC_CASES_CLAIM: z.string().min(1).default("cases").meta({
    description:
      "Claim that holds the customers (by CRM id or gateway id) whom the token's holder reaches, where POLICY_FILE says so. An empty one reaches nobody.",
    expected: "the name of a claim",
  }),
  PRIVACY_NOTICES_FILE: z.string().min(1).optional().meta({
    description:
      "Register of the privacy notices that consents name (YAML, docs/consent.md). Without it the demo bank uses its own, and any other gateway knows no notice.",
    expected: "a file",
  }),
  POLICY_FILE: z.string().min(1).optional().meta({
    description:
      "YAML file that says who may see which field, for which purpose and with which consent. Without it the shipped policy.yml holds.",
    expected: "a file",
  }),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info").meta({
    description: "Least severe log line that is written.",
    expected: "one of fatal, error, warn, info, debug, trace, silent",
  }),
  REQUEST_DEADLINE_MS: wholeNumber(
    50,
    60_000,
    800,
    "Time in milliseconds that sources have to answer one request; what is missing then is reported, the rest stands.",
  ),
  SOURCE_POLL_INTERVAL_MS: wholeNumber(
    50,
    60_000,
    500,
    "Pause in milliseconds between two looks for changes in a source.",
  ),
  SOURCE_BREAKER_FAILURES: wholeNumber(
    1,
    1_000,
    5,
    "Failed reads of a source in a row after which it is left alone until it answers again.",
  ),
  SOURCE_BREAKER_PROBE_MS: wholeNumber(
    100,
    5_000,
    1_000,
    "Pause in milliseconds between two looks whether a source that is left alone answers again.",
  ),
  SOURCE_QUEUE: wholeNumber(
    0,
    100_000,
    500,
    "Reads of a source that wait for their turn; more are refused at once.",
  ),
  SOURCE_STALE_FOR_MS: staleFor.meta({
    description:
      "For each source named, how long in milliseconds what was read may stand in for an answer that fails; such an answer is STALE. A source that is not named: not at all.",
    expected: 'sources with their times like "crm=60000,transfers=5000"',
  }),
  SOURCE_REPLICATION: z
    .string()
    .regex(/^[a-z][a-z-]*(,[a-z][a-z-]*)*$/)
    .optional()
    .transform((text) => (text === "none" ? [] : text?.split(",")))
    .meta({
      description:
        "Sources that send their changes by logical replication (docs/replication.md). Without it those whose database the demo bank supplies.",
      expected: 'names of sources like "crm,transfers", or "none"',
    }),
  REPLICATION_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/)
    .default("customer_360")
    .meta({
      description:
        "Begins the names of slots and publications in the sources. Gateways with different stores need different ones.",
      expected: "small letters, digits and underscores, at most 41",
    }),
  RIGHTS_WEBHOOKS: bySource(/https?:\/\/[^\s,]+/).meta({
    description:
      "For each source named, where it is told that a person is to be erased or corrected (Standard Webhooks). A source that is not named has to be told by somebody.",
    expected: 'sources with their addresses like "crm=https://crm.example/privacy,transfers=https://…"',
  }),
  RIGHTS_WEBHOOK_SECRETS: bySource(/whsec_[0-9A-Za-z+/]{32,}={0,2}/).meta({
    description: "For each source of RIGHTS_WEBHOOKS, the secret that its notices are signed with.",
    expected: 'sources with their secrets like "crm=whsec_<at least 24 bytes in base64>"',
    secret: true,
  }),
  TRIGGER_WEBHOOKS: bySource(/https?:\/\/[^\s,]+/).meta({
    description:
      "Systems that are told of triggers, by names of your choice (Standard Webhooks). Each hears of what happens from then on.",
    expected: 'names with their addresses like "mailer=https://mail.example/triggers,push=https://…"',
  }),
  TRIGGER_WEBHOOK_SECRETS: bySource(/whsec_[0-9A-Za-z+/]{32,}={0,2}/).meta({
    description: "For each system of TRIGGER_WEBHOOKS, the secret that its messages are signed with.",
    expected: 'names with their secrets like "mailer=whsec_<at least 24 bytes in base64>"',
    secret: true,
  }),
  TRIGGER_WEBHOOK_CHANNELS: bySource(/[A-Z]+(?:\+[A-Z]+)*/).meta({
    description:
      "For systems of TRIGGER_WEBHOOKS, the channels whose triggers they are told of. A system that is not named is told of all, also of those for the staff.",
    expected: 'names with their channels like "mailer=EMAIL,push=PUSH+MESSENGER"',
  }),
  TRIGGER_WEBHOOK_EVENTS: bySource(/[a-z]+(?:\+[a-z]+)*/).meta({
    description:
      "For systems of TRIGGER_WEBHOOKS, the steps of a trigger that they are told of: raised, claimed, resolved, dismissed, suppressed, expired. A system that is not named is told of what is raised only.",
    expected: 'names with their steps like "mailer=raised+claimed+suppressed+expired"',
  }),
  EXPORT_LIFETIME_HOURS: wholeNumber(
    1,
    720,
    24,
    "Hours for which an export of a person's data can be fetched; then it is deleted.",
  ),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description:
        "Where callers reach the gateway, for the addresses that it gives out. Without it, where it listens.",
      expected: "a URL like https://customers.example",
    }),
  WRITE_KEYS: writeKeys.meta({
    description:
      "For each source named, a write key of Segment's tracking API (docs/events.md) that stands in a web page or an app, where anybody can read it: it may name logins, cookies and devices only.",
    expected: expectedWriteKeys,
    secret: true,
  }),
  SERVER_WRITE_KEYS: writeKeys.meta({
    description:
      "For each source named, a write key of one of the company's own systems: it may say whose a customer number, an e-mail or a telephone is, and send CloudEvents.",
    expected: expectedWriteKeys,
    secret: true,
  }),
  ACCESS_LOG_RETENTION_YEARS: wholeNumber(
    1,
    2,
    2,
    "Years that entries of the access log are kept; one is enough only for fewer than 50,000 persons without sensitive or unique identifiers.",
  ),
  EVENT_RETENTION_DAYS: wholeNumber(
    1,
    3_650,
    90,
    "Days that events are kept; a subscription cannot resume with a cursor from before. What a reaction has not handled yet is kept longer.",
  ),
  INGEST_RETENTION_DAYS: wholeNumber(
    1,
    365,
    30,
    "Days that events are kept which wait for their person, and events that could not be taken (npm run dead-letters).",
  ),
  TRAFFIC: traffic.meta({
    description: "Live events that the demo bank makes, per second; 0 makes none.",
    expected: `a rate like "5/s" or "300/m", or "0"`,
    option: "--traffic",
  }),
  DEMO_CUSTOMERS: wholeNumber(10, 100_000, 2_000, "Customers of a new demo bank."),
  DEMO_SEED: wholeNumber(0, 2_147_483_647, 1, "Seed of a new demo bank: the same seed gives the same bank."),
  NODE_ENV: z.string().optional().meta({
    description:
      'With "production" nothing of the demo is used: the databases and the issuer have to be set.',
    expected: "a text",
  }),
});
