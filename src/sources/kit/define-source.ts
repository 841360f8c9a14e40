// What a source is: data, not a class to extend. The kit owns order, batching, deadline, metrics, health and provenance;
// a source says only how its system is asked and how its words translate into ours.
import type { z } from "zod";
import type { FacetName, FacetPage, FoundRecord, RecordOf } from "../../domains/customer/facets.js";
import type { IdentityKey } from "../../domains/identity/identity.js";
import type { ObservedIdentity } from "../../domains/identity/identity-store.js";
import type { ConnectedReplication, ReplicationDeclaration } from "./replication/replication.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";
import type { Misfit, MisfitChange } from "./source-change.js";
import type { SourceHealth } from "./source-health.js";

/** What every call to a source gets beside its client. */
export interface ReadOptions {
  /** Aborted when the request's deadline has passed or nobody waits any longer. */
  readonly signal: AbortSignal;
  /** When that deadline is, by `performance.now()`; absent when there is none. */
  readonly endsAt?: number;
  /** True when no caller waits (a reaction): such reads have turns of their own and do not decide about callers' reads. */
  readonly isBackground?: boolean;
  /** Hears of each record that was left out of the answer because it does not fit its facet. */
  readonly onRefused?: (refused: RefusedRecord) => void;
}

/** A record that a source gave and that does not fit. Names no value: values are personal data. */
export interface RefusedRecord {
  readonly facet: FacetName;
  /** The bad field, e.g. `balance.currency`. */
  readonly path: string;
}

/** One identity and the page of records wanted under it. Asks of one batch may differ in their pages (aliases). */
export interface SourceAsk<F extends FacetName> {
  readonly key: IdentityKey;
  readonly page: FacetPage<F>;
}

/** A record with the index of the ask that found it. */
export interface AskedRecord<F extends FacetName> {
  readonly ask: number;
  readonly record: RecordOf<F>;
}

/** One field of a shape: under which name it is answered, and which field of the record it is. */
export interface ShapedField {
  /** Response key, at most 63 characters: a longer one is no name of a column. */
  readonly name: string;
  /** Field of the record, `id` for the record's global id, or empty for the record itself, of which `fields` are wanted. */
  readonly field: string;
  /** A text that is the same for every record (`__typename`); the field is then not looked at. */
  readonly constant?: string;
  /** The fields of an object. */
  readonly fields?: Shape;
}

/** The selected fields of a record, in the order of the answer. */
export type Shape = readonly ShapedField[];

/** A customer's identities and how many of the newest records under them are wanted. */
export interface ShapedAsk {
  readonly keys: readonly IdentityKey[];
  readonly limit: number;
}

/** A facet as JSON text made by the source itself, the same text as reading its records and writing them would give. */
export interface ShapedReader<Client> {
  /** Whether the source can write this shape. */
  readonly canShape: (shape: Shape) => boolean;
  /**
   * For each ask its records as JSON objects separated by commas; undefined where one of them does not fit or cannot be
   * shown as it stands, so that the ask has to be read as records. All asks in one statement.
   */
  readonly read: (
    client: Client,
    shape: Shape,
    asks: readonly ShapedAsk[],
    options: ReadOptions,
  ) => Promise<readonly (string | undefined)[]>;
}

/** How one facet is read from a source. Both answer in any order, with gaps. */
export interface FacetReader<Client, F extends FacetName> {
  /** All asks in one statement or call. */
  readonly read: (
    client: Client,
    asks: readonly SourceAsk<F>[],
    options: ReadOptions,
  ) => Promise<readonly (AskedRecord<F> | Misfit)[]>;
  /** Records by their own ids, each with the identity that it belongs to. */
  readonly readByIds: (
    client: Client,
    recordIds: readonly string[],
    options: ReadOptions,
  ) => Promise<readonly (FoundRecord<F> | Misfit)[]>;
  /** For answers that show records as they are; absent where the source cannot write them. */
  readonly shaped?: ShapedReader<Client>;
}

/** A part of a scan that goes through a source in the order of its changes. `position` goes into the next call. */
export interface ScanPart<Item> {
  readonly items: readonly Item[];
  readonly position: string;
  /** False when the source has more at once. */
  readonly isAtEnd: boolean;
}

/** A scan: from `position` (undefined: the beginning), at most about `limit` rows. Seeing an item twice is harmless. */
export type Scan<Client, Item> = (
  client: Client,
  position: string | undefined,
  limit: number,
  options: ReadOptions,
) => Promise<ScanPart<Item>>;

/** What a search for customers narrows by; texts are as the user typed them, in NFC. */
export interface DirectoryFilter {
  readonly query?: string;
  readonly tiers?: readonly string[];
  readonly branches?: readonly string[];
}

/** A list of the persons of a source, in the stable order of their CRM ids. */
export type Directory<Client> = (
  client: Client,
  page: { readonly filter: DirectoryFilter; readonly limit: number; readonly afterCrmId?: string },
  options: ReadOptions,
) => Promise<readonly string[]>;

/** A source. Facets, identity scan, change scan and directory are each optional. */
export interface SourceDefinition<Settings extends z.ZodType, Client> {
  /** kebab-case; appears in errors, metrics and `Customer.sources`. */
  readonly name: string;
  /** Environment variables by name; mark secrets with `.meta({ secret: true })`. */
  readonly settings: Settings;
  readonly connect: (settings: z.infer<Settings>) => Client;
  readonly close: (client: Client) => Promise<void>;
  readonly ping: (client: Client, options: ReadOptions) => Promise<void>;
  readonly facets: { readonly [F in FacetName]?: FacetReader<Client, F> };
  readonly identities?: Scan<Client, ObservedIdentity>;
  /** Where the change scan stands at the end of what is there; changes are followed from there on. */
  readonly latestChangePosition?: (client: Client, options: ReadOptions) => Promise<string>;
  readonly changes?: Scan<Client, SourceChange | MisfitChange>;
  /** For a source that is a PostgreSQL database: how its committed changes are followed as they come. */
  readonly replication?: ReplicationDeclaration<z.infer<Settings>>;
  readonly directory?: Directory<Client>;
}

/** Declares a source; answers it unchanged, with its types inferred and checked. */
export function defineSource<Settings extends z.ZodType, Client>(
  definition: SourceDefinition<Settings, Client>,
): SourceDefinition<Settings, Client> {
  return definition;
}

/** A source with its client inside: what loaders, scans and health checks hold. */
export interface ConnectedSource {
  readonly name: string;
  /** What recent reads and pings say of it. */
  readonly health: () => SourceHealth;
  /** How long what was read may stand in for an answer that fails, in milliseconds; 0: not at all. */
  readonly staleForMs: number;
  readonly facets: { readonly [F in FacetName]?: ConnectedFacetReader<F> };
  readonly ping: (options: ReadOptions) => Promise<void>;
  readonly identities?: ConnectedScan<ObservedIdentity>;
  readonly latestChangePosition?: (options: ReadOptions) => Promise<string>;
  readonly changes?: ConnectedScan<SourceChange>;
  /** Absent where it is not asked for. */
  readonly replication?: ConnectedReplication;
  readonly directory?: (
    page: Parameters<Directory<unknown>>[1],
    options: ReadOptions,
  ) => Promise<readonly string[]>;
  /** How many records were left out since the start, by facet and bad field. */
  readonly refused?: () => readonly (RefusedRecord & { readonly count: number })[];
  readonly close: () => Promise<void>;
}

/** A facet reader with its client inside. */
export interface ConnectedFacetReader<F extends FacetName> {
  readonly read: (asks: readonly SourceAsk<F>[], options: ReadOptions) => Promise<readonly AskedRecord<F>[]>;
  readonly readByIds: (
    recordIds: readonly string[],
    options: ReadOptions,
  ) => Promise<readonly FoundRecord<F>[]>;
  readonly shaped?: ConnectedShapedReader;
}

/** A shaped reader with its client inside. */
export interface ConnectedShapedReader {
  readonly canShape: (shape: Shape) => boolean;
  readonly read: (
    shape: Shape,
    asks: readonly ShapedAsk[],
    options: ReadOptions,
  ) => Promise<readonly (string | undefined)[]>;
}

/** A scan with its client inside. */
export type ConnectedScan<Item> = (
  position: string | undefined,
  limit: number,
  options: ReadOptions,
) => Promise<ScanPart<Item>>;
