// Puts a source's client inside its definition, and the guard around every call.
import type { z } from "zod";
import { type FacetName, facetNames } from "../../domains/customer/facets.js";
import type {
  ConnectedFacetReader,
  ConnectedScan,
  ConnectedSource,
  ReadOptions,
  Scan,
  SourceDefinition,
} from "./define-source.js";
import { guardRead } from "./guard-read.js";

/** A source whose types of settings and client are its own business: what the list of all sources holds. */
export interface Source {
  readonly name: string;
  /** Environment variables by name; secrets are marked with `.meta({ secret: true })`. */
  readonly settings: z.ZodObject;
  /** Checks the settings and connects; throws ZodError when they do not fit. */
  readonly connect: (settings: Readonly<Record<string, unknown>>) => ConnectedSource;
}

/** Hides what only the source itself needs to know. */
export function toSource<Settings extends z.ZodObject, Client>(
  definition: SourceDefinition<Settings, Client>,
): Source {
  return {
    name: definition.name,
    settings: definition.settings,
    connect: (settings) => connectSource(definition, definition.settings.parse(settings)),
  };
}

/** Connects a source; nothing is asked of its system yet. */
export function connectSource<Settings extends z.ZodType, Client>(
  definition: SourceDefinition<Settings, Client>,
  settings: z.infer<Settings>,
): ConnectedSource {
  const { name, identities, changes, directory, latestChangePosition } = definition;
  const client = definition.connect(settings);
  const guard = <Result>({ signal }: ReadOptions, read: () => Promise<Result>): Promise<Result> =>
    guardRead(name, signal, read);
  const connectScan =
    <Item>(scan: Scan<Client, Item>): ConnectedScan<Item> =>
    (position, limit, options) =>
      guard(options, () => scan(client, position, limit, options));

  return {
    name,
    facets: connectFacets(definition, client, guard),
    ping: (options) => guard(options, () => definition.ping(client, options)),
    ...(identities && { identities: connectScan(identities) }),
    ...(changes && { changes: connectScan(changes) }),
    ...(latestChangePosition && {
      latestChangePosition: (options: ReadOptions) =>
        guard(options, () => latestChangePosition(client, options)),
    }),
    ...(directory && {
      directory: (page, options) => guard(options, () => directory(client, page, options)),
    }),
    close: () => definition.close(client),
  };
}

function connectFacets<Settings extends z.ZodType, Client>(
  definition: SourceDefinition<Settings, Client>,
  client: Client,
  guard: <Result>(options: ReadOptions, read: () => Promise<Result>) => Promise<Result>,
): ConnectedSource["facets"] {
  const connectFacet = <F extends FacetName>(facet: F): readonly [F, ConnectedFacetReader<F>] | undefined => {
    const reader = definition.facets[facet];
    if (reader === undefined) return undefined;
    return [
      facet,
      {
        read: (asks, options) => guard(options, () => reader.read(client, asks, options)),
        readByIds: (ids, options) => guard(options, () => reader.readByIds(client, ids, options)),
      },
    ];
  };
  // Each entry has the reader of its own name; `fromEntries` cannot say so.
  const entries = facetNames.map((facet) => connectFacet(facet)).filter((entry) => entry !== undefined);
  return Object.fromEntries(entries) as ConnectedSource["facets"];
}
