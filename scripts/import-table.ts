// The import rules of the project, and the only place where they are written. `.dependency-cruiser.mjs` turns the
// tables into rules that fail the build; a test compares the first table with the one in ARCHITECTURE.md.

/** The parts that may import every other part. */
export const everything: readonly string[] = ["*"];

/**
 * What each part of `src/` may import besides itself and `shared`. A key is a folder or a file; a longer value such as
 * `sources/kit` opens that folder only.
 */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  domains: [],
  config: [],
  client: [],
  observability: ["config"],
  security: ["config", "domains", "observability"],
  sources: ["domains", "observability"],
  store: ["domains", "observability", "sources/kit"],
  loaders: ["domains", "security", "observability", "sources/kit"],
  events: ["domains", "observability"],
  ingest: ["domains", "events", "security", "observability"],
  schedule: ["domains", "observability"],
  reactions: ["domains", "events", "loaders", "observability"],
  graphql: ["domains", "loaders", "events", "security", "observability"],
  transport: ["config", "graphql", "ingest", "security", "observability"],
  demo: everything,
  commands: everything,
  composition: everything,
  "app.ts": everything,
  start: everything,
  "main.ts": everything,
};

/** What only one file may import, whatever the table above says. */
export const doors: Readonly<Record<string, readonly string[]>> = {
  demo: ["main.ts", "start", "commands"],
  commands: [],
  composition: ["app.ts"],
  "app.ts": ["main.ts", "start"],
  start: ["main.ts"],
  "main.ts": [],
};

/** Libraries that have an owner: the only parts that may import them. A library that is not named is free. */
export const libraryOwners: Readonly<Record<string, readonly string[]>> = {
  "@mikro-orm/*": ["store"],
  kysely: ["store"],
  // The store keeps timers in its transactions, the schedule runs them.
  "graphile-worker": ["store", "schedule"],
  "type-graphql": ["graphql"],
  "class-validator": ["graphql"],
  "@graphql-tools/*": ["graphql"],
  "graphql-scalars": ["graphql"],
  "@apollo/*": ["graphql", "transport"],
  graphql: ["graphql", "transport", "demo"],
  dataloader: ["loaders"],
  "p-limit": ["sources/kit", "reactions"],
  pg: ["sources/kit", "events", "schedule", "demo"],
  "pg-copy-streams": ["demo"],
  "pg-logical-replication": ["sources/kit"],
  "@nats-io/*": ["events"],
  cockatiel: ["sources/kit"],
  ws: ["transport"],
  "graphql-ws": ["transport", "client"],
  fastify: ["transport"],
  "@fastify/*": ["transport"],
  "@as-integrations/*": ["transport"],
  jose: ["security", "demo"],
  "libphonenumber-js": ["domains"],
  "temporal-polyfill": ["domains", "demo"],
  pino: ["observability"],
  "prom-client": ["observability"],
  zod: ["config", "sources", "domains", "security", "ingest", "demo"],
  commander: ["demo", "commands"],
  listr2: ["demo"],
  "iconv-lite": ["demo"],
  yaml: ["domains", "security", "demo"],
};
