// What sources answered lately, for the time when they do not (stale-if-error). Holds raw records under facet, identity and
// page, as a source gave them: who may see them is decided anew for every answer. Shared by all requests of this process;
// never asked while the source answers.
import type { FacetName, FacetPage, RecordOf } from "../domains/customer/facets.js";
import { identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type { Clock } from "../shared/clock.js";
import type { SourceAsk } from "../sources/kit/define-source.js";
import { toPageText } from "./page-text.js";

/** The moment before a read, to tell afterwards whether what it gave was dropped meanwhile. */
export interface ReadMark {
  readonly at: Date;
  readonly sequence: number;
}

/** Records that once were an answer. */
export interface KeptPage<F extends FacetName> {
  readonly records: readonly RecordOf<F>[];
  readonly asOf: Date;
}

/** All pages under one facet and identity; they are dropped together. */
interface Group {
  readonly pages: Map<string, KeptPage<FacetName>>;
  /** What it counts for the limit: its records, and one for each page. */
  size: number;
}

const maxDrops = 10_000;

/** A cache of at most `maxRecords` records; the groups that were used least lately go first. */
export class ReadCache {
  private readonly groups = new Map<string, Group>();
  private readonly drops = new Map<string, number>();
  private size = 0;
  private sequence = 0;
  /** Drops up to here are no longer remembered one by one. */
  private oldestDrop = 0;

  constructor(
    private readonly clock: Clock,
    private readonly maxRecords = 50_000,
  ) {}

  /** Whether there is nothing to drop. */
  get isEmpty(): boolean {
    return this.groups.size === 0;
  }

  /** To be called before a read whose answer is to be kept. */
  mark(): ReadMark {
    return { at: this.clock.now(), sequence: this.sequence };
  }

  /** Keeps an answer, unless an event said since its mark that it is out of date. */
  keep<F extends FacetName>(
    source: string,
    facet: F,
    { key, page }: SourceAsk<F>,
    records: readonly RecordOf<F>[],
    mark: ReadMark,
  ): void {
    const groupText = toGroupText(facet, key);
    if ((this.drops.get(groupText) ?? this.oldestDrop) > mark.sequence) return;
    const group = this.touch(groupText) ?? { pages: new Map<string, KeptPage<FacetName>>(), size: 0 };
    const pageText = toEntryText(source, page);
    const replaced = group.pages.get(pageText);
    const growth = records.length + 1 - (replaced === undefined ? 0 : replaced.records.length + 1);
    group.pages.set(pageText, { records, asOf: mark.at });
    group.size += growth;
    this.size += growth;
    this.groups.set(groupText, group);
    while (this.size > this.maxRecords) this.remove(this.groups.keys().next().value);
  }

  /** What the source last answered to an ask, when that is no older than `forMs`. */
  find<F extends FacetName>(
    source: string,
    facet: F,
    { key, page }: SourceAsk<F>,
    forMs: number,
  ): KeptPage<F> | undefined {
    const kept = this.touch(toGroupText(facet, key))?.pages.get(toEntryText(source, page));
    if (kept === undefined || this.clock.now().getTime() - kept.asOf.getTime() > forMs) return undefined;
    // The group holds records of its facet only.
    return kept as KeptPage<F>;
  }

  /** Drops what is kept of a facet under an identity, and what reads that are under way would keep. */
  forget(facet: FacetName, key: IdentityKey): void {
    const groupText = toGroupText(facet, key);
    this.remove(groupText);
    this.sequence += 1;
    this.drops.delete(groupText);
    this.drops.set(groupText, this.sequence);
    if (this.drops.size <= maxDrops) return;
    const [oldest] = this.drops;
    if (oldest === undefined) return;
    this.drops.delete(oldest[0]);
    this.oldestDrop = oldest[1];
  }

  /** Drops everything, and what reads that are under way would keep: after an erasure nobody knows under which keys it is. */
  clear(): void {
    this.groups.clear();
    this.drops.clear();
    this.size = 0;
    this.sequence += 1;
    this.oldestDrop = this.sequence;
  }

  /** Finds a group and puts it last in line for removal. */
  private touch(groupText: string): Group | undefined {
    const group = this.groups.get(groupText);
    if (group === undefined) return undefined;
    this.groups.delete(groupText);
    this.groups.set(groupText, group);
    return group;
  }

  private remove(groupText: string | undefined): void {
    if (groupText === undefined) return;
    this.size -= this.groups.get(groupText)?.size ?? 0;
    this.groups.delete(groupText);
  }
}

function toGroupText(facet: FacetName, key: IdentityKey): string {
  return `${facet} ${identityKeyText(key)}`;
}

function toEntryText<F extends FacetName>(source: string, page: FacetPage<F>): string {
  return `${source} ${toPageText(page)}`;
}
