// Puts a source's client inside its definition, and the guard around every call.
import type { z } from "zod";
import { type FacetName, facetNames } from "../../domains/customer/facets.js";
import type { Logger } from "../../observability/logger.js";
import { createRecordCheck, type RecordCheck } from "./check-records.js";
import type {
  ConnectedFacetReader,
  ConnectedScan,
  ConnectedSource,
  ReadOptions,
  Scan,
  SourceDefinition,
} from "./define-source.js";
import { connectReplication } from "./replication/connect-replication.js";
import { createReadGuard, type ReadGuard } from "./guard-read.js";
import { defaultGuardSettings, type GuardSettings } from "./guard-settings.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";
import type { MisfitChange } from "./source-change.js";

/** What a source is given beside its own settings. */
export interface ConnectOptions {
  /** Hears of records that do not fit. */
  readonly logger?: Pick<Logger, "warn">;
  readonly guard?: GuardSettings;
  /** How long a record may stand in for an answer that fails, in milliseconds, by the names of sources; absent: 0. */
  readonly staleForMs?: Readonly<Record<string, number>>;
  /** Which sources are replicated, and what their slots and publications begin with; absent: none. */
  readonly replication?: { readonly sources: readonly string[]; readonly prefix: string } | undefined;
}

/** A source whose types of settings and client are its own business: what the list of all sources holds. */
export interface Source {
  readonly name: string;
  /** Environment variables by name; secrets are marked with `.meta({ secret: true })`. */
  readonly settings: z.ZodObject;
  /** Whether its changes can be followed by replication. */
  readonly canReplicate: boolean;
  /** Checks the settings and connects; throws ZodError when they do not fit. */
  readonly connect: (
    settings: Readonly<Record<string, unknown>>,
    options?: ConnectOptions,
  ) => ConnectedSource;
}

/** Hides what only the source itself needs to know. */
export function toSource<Settings extends z.ZodObject, Client>(
  definition: SourceDefinition<Settings, Client>,
): Source {
  return {
    name: definition.name,
    settings: definition.settings,
    canReplicate: definition.replication !== undefined,
    connect: (settings, options) => connectSource(definition, definition.settings.parse(settings), options),
  };
}

/** Connects a source; nothing is asked of its system yet. */
export function connectSource<Settings extends z.ZodType, Client>(
  definition: SourceDefinition<Settings, Client>,
  settings: z.infer<Settings>,
  { logger, guard: guardSettings = defaultGuardSettings, staleForMs = {}, replication }: ConnectOptions = {},
): ConnectedSource {
  const { name, identities, changes, directory, latestChangePosition } = definition;
  const client = definition.connect(settings);
  const check = createRecordCheck(name, logger);
  const guard = createReadGuard(name, (options) => definition.ping(client, options), guardSettings);
  const replicated =
    definition.replication && replication?.sources.includes(name)
      ? connectReplication({
          url: definition.replication.databaseUrl(settings),
          ...toSlotNames(replication.prefix, name),
          tables: definition.replication.tables,
          check,
        })
      : undefined;
  const connectScan =
    <Item>(scan: Scan<Client, Item>): ConnectedScan<Item> =>
    (position, limit, options) =>
      guard.scan(options, () => scan(client, position, limit, options));

  return {
    name,
    health: guard.health,
    staleForMs: staleForMs[name] ?? 0,
    facets: connectFacets(definition, client, guard.read, check),
    ping: guard.ping,
    ...(identities && { identities: connectScan(identities) }),
    ...(changes && { changes: connectScan(withChecks(changes, check)) }),
    ...(latestChangePosition && {
      latestChangePosition: (options: ReadOptions) =>
        guard.scan(options, () => latestChangePosition(client, options)),
    }),
    ...(replicated && { replication: replicated }),
    ...(directory && {
      directory: (page, options) => guard.read(options, () => directory(client, page, options)),
    }),
    refused: check.refused,
    close: async () => {
      guard.close();
      await replicated?.close();
      await definition.close(client);
    },
  };
}

/** The names of a source's slot and publication. Slots of all databases of a server share one space of names. */
export function toSlotNames(
  prefix: string,
  source: string,
): { readonly slot: string; readonly publication: string } {
  const name = `${prefix}_${source.replaceAll("-", "_")}`;
  return { slot: name, publication: name };
}

function withChecks<Client>(
  scan: Scan<Client, SourceChange | MisfitChange>,
  check: RecordCheck,
): Scan<Client, SourceChange> {
  return async (client, position, limit, options) => {
    const part = await scan(client, position, limit, options);
    return {
      ...part,
      items: part.items.filter((item) => check.fits<SourceChange>(item.facet, item, options)),
    };
  };
}

function connectFacets<Settings extends z.ZodType, Client>(
  definition: SourceDefinition<Settings, Client>,
  client: Client,
  guard: ReadGuard["read"],
  { fits }: RecordCheck,
): ConnectedSource["facets"] {
  const connectFacet = <F extends FacetName>(facet: F): readonly [F, ConnectedFacetReader<F>] | undefined => {
    const reader = definition.facets[facet];
    if (reader === undefined) return undefined;
    const { shaped } = reader;
    return [
      facet,
      {
        read: async (asks, options) => {
          const found = await guard(options, () => reader.read(client, asks, options));
          return found.filter((one) => fits(facet, one, options));
        },
        readByIds: async (ids, options) => {
          const found = await guard(options, () => reader.readByIds(client, ids, options));
          return found.filter((one) => fits(facet, one, options));
        },
        ...(shaped && {
          shaped: {
            canShape: shaped.canShape,
            read: (shape, asks, options) => guard(options, () => shaped.read(client, shape, asks, options)),
          },
        }),
      },
    ];
  };
  // Each entry has the reader of its own name; `fromEntries` cannot say so.
  const entries = facetNames.map((facet) => connectFacet(facet)).filter((entry) => entry !== undefined);
  return Object.fromEntries(entries) as ConnectedSource["facets"];
}
