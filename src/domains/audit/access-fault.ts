// What the verification of the access log can find, each with its place.
import type { Instant } from "../../shared/instant.js";
import type { PlacedNote, PlacedSharedNote, SegmentKind } from "./access-chain.js";
import type { AccessReader } from "./access-entry.js";

/** What is wrong. */
export type AccessFaultKind =
  | "HEAD_MISSING"
  | "HEAD_CHANGED"
  | "HEAD_PUT_BACK"
  | "SEGMENT_MISSING"
  | "SEGMENT_CHANGED"
  | "SEGMENT_END_CHANGED"
  | "REMOVAL_CHANGED"
  | "KEY_MISSING"
  | "ENTRY_CHANGED"
  | "MAC_CHANGED"
  | "ENTRIES_MISSING"
  | "ENTRY_FORGED"
  | "FIELD_LIST_CHANGED"
  | "FIELD_LIST_MISSING"
  | "READER_LIST_CHANGED"
  | "READER_LIST_MISSING"
  | "ANCHOR_NOT_REACHED"
  | "ANCHOR_CHANGED"
  | "ANCHOR_REMOVED";

/** A fault: where it is, and a sentence about it that names no person. */
export interface AccessFault {
  readonly kind: AccessFaultKind;
  /** The segment, or of a missing one the step that is missing. */
  readonly segment?: number;
  /** The first entry, and the last one where it is about several. */
  readonly sequence?: number;
  readonly through?: number;
  readonly detail: string;
}

/** Collects faults: all are counted, the first ones kept. */
export class FaultList {
  readonly kept: AccessFault[] = [];
  count = 0;

  constructor(private readonly most: number) {}

  add(fault: AccessFault): void {
    this.count++;
    if (this.kept.length < this.most) this.kept.push(fault);
  }
}

/** The head row as it stands. */
export interface ScannedHead {
  readonly steps: number;
  readonly mac: Buffer;
  readonly keyId: string;
  readonly headMac: Buffer;
}

/** A segment's row as it stands. */
export interface ScannedSegment {
  readonly number: number;
  readonly kind: SegmentKind;
  readonly keyId: string;
  readonly openedAt: Instant;
  readonly openingMac: Buffer;
  readonly lastSequence: number;
  readonly lastMac: Buffer;
  readonly headMac: Buffer;
  readonly closedBy: number | null;
  readonly closingMac: Buffer | null;
  readonly removedThrough: number;
  readonly removedMac: Buffer | null;
  readonly removalMac: Buffer | null;
}

/** An entry, or the entries of several readers, as they stand. */
export type ScannedEntry = (PlacedNote | PlacedSharedNote) & { readonly mac: Buffer };

/** A list that is missing, and the place of entries that name it. */
export interface MissingList {
  readonly of: "FIELDS" | "READERS";
  readonly segment: number;
  readonly sequence: number;
}

/** Port of the verification: the log as it stands at one moment, in order, in parts. */
export interface AccessScan {
  findHead(): Promise<ScannedHead | undefined>;
  /** By number. */
  listSegments(): Promise<readonly ScannedSegment[]>;
  /** By segment and sequence. */
  readEntries(): AsyncIterable<readonly ScannedEntry[]>;
  readFieldLists(): AsyncIterable<readonly { readonly hash: Buffer; readonly fields: readonly string[] }[]>;
  readReaderLists(): AsyncIterable<
    readonly { readonly hash: Buffer; readonly readers: readonly AccessReader[] }[]
  >;
  /** Lists that entries name and that are not there. */
  listMissingLists(limit: number): Promise<readonly MissingList[]>;
}
