// The keyed chain of the access log: which bytes are sealed, in which order. Whoever has the database but not the key can
// change, remove or add nothing unseen. Every kind of seal begins with its own word, so that none passes for another.
//
//   log      step n = opening or closing of a segment, sealed with the seal of step n - 1
//   segment  entries 1, 2, 3 … of one writer, each sealed with the seal of the one before, the first with its opening;
//            entries of one answer that several readers got have one seal together
//   head     where a segment ends; moved by the same statement that adds the entries
import { createHash } from "node:crypto";
import type { Instant } from "../../shared/instant.js";
import type { AccessNote, AccessReader } from "./access-entry.js";

/** Seals bytes with a key of the access log (HMAC-SHA256, 32 bytes). */
export type ToMac = (bytes: Buffer) => Buffer;

/** The keys of the access log: a segment is sealed with one for life, a new one with the current one. */
export interface AccessKeys {
  readonly currentId: string;
  /** The sealing function of a key; undefined when the key is not there. */
  find(keyId: string): ToMac | undefined;
}

/** The sealing function of a key that has to be there. */
export function getToMac(keys: AccessKeys, keyId: string): ToMac {
  const toMac = keys.find(keyId);
  if (toMac === undefined) throw new Error(`The access log's key ${keyId} is not in the key ring.`);
  return toMac;
}

/** ANSWERS: entries of one process that answers. CHANGES: entries that are written in the transactions of changes. */
export type SegmentKind = "ANSWERS" | "CHANGES";

/** Where a segment ends: the number and the seal of its last entry; of an empty one 0 and the seal of its opening. */
export interface SegmentEnd {
  readonly sequence: number;
  readonly mac: Buffer;
}

/** A note at its place in the chain, its lists of fields by their hashes. */
export interface PlacedNote extends Omit<AccessNote, "fields" | "withheld"> {
  readonly segment: number;
  readonly sequence: number;
  readonly fieldsHash: Buffer;
  readonly withheldHash: Buffer;
}

/** Entries of one answer that several got, one behind the other: the last one's place, and who got it by the list's hash. */
export interface PlacedSharedNote extends Omit<PlacedNote, keyof AccessReader> {
  /** How many entries these are. */
  readonly readers: number;
  readonly readersHash: Buffer;
}

/** How many entries have their place where the note has. */
export function countEntries(note: PlacedNote | PlacedSharedNote): number {
  return "readersHash" in note ? note.readers : 1;
}

function seal(toMac: ToMac, word: string, previous: Buffer, content: readonly unknown[]): Buffer {
  return toMac(Buffer.concat([Buffer.from(`${word}\n`), previous, Buffer.from(JSON.stringify(content))]));
}

/** What stands for the seal before the first step of a log. */
export const firstMac = Buffer.alloc(32);

/** The seal of the step that opens segment number `step`. */
export function toOpeningMac(
  toMac: ToMac,
  previous: Buffer,
  step: number,
  segment: { readonly kind: SegmentKind; readonly keyId: string; readonly openedAt: Instant },
): Buffer {
  return seal(toMac, "open", previous, [step, segment.kind, segment.keyId, segment.openedAt]);
}

/** The seal of the step that closes a segment where it ends. */
export function toClosingMac(
  toMac: ToMac,
  previous: Buffer,
  step: number,
  segment: number,
  end: SegmentEnd,
): Buffer {
  return seal(toMac, "close", previous, [step, segment, end.sequence, end.mac.toString("hex")]);
}

/** The seal of the number of steps, kept with it. */
export function toLogHeadMac(toMac: ToMac, steps: number, mac: Buffer): Buffer {
  return seal(toMac, "log-head", mac, [steps]);
}

/** The seal of a segment's end, kept with it. */
export function toSegmentHeadMac(toMac: ToMac, segment: number, end: SegmentEnd): Buffer {
  return seal(toMac, "segment-head", end.mac, [segment, end.sequence]);
}

/** The seal of what the retention removed: entries 1 to `removed.sequence`, whose last one had the seal `removed.mac`. */
export function toRemovalMac(toMac: ToMac, segment: number, removed: SegmentEnd): Buffer {
  return seal(toMac, "removal", removed.mac, [segment, removed.sequence]);
}

/** The seal of an entry, or of the entries of several readers, behind the one before. */
export function toEntryMac(toMac: ToMac, previous: Buffer, note: PlacedNote | PlacedSharedNote): Buffer {
  if ("readersHash" in note) {
    return seal(toMac, "shared-entry", previous, [
      note.segment,
      note.sequence,
      note.readers,
      note.readersHash.toString("base64"),
      note.at,
      note.subjectRef,
      note.purpose,
      note.requestId,
      note.action,
      note.decision,
      note.fieldsHash.toString("base64"),
      note.withheldHash.toString("base64"),
    ]);
  }
  return seal(toMac, "entry", previous, [
    note.segment,
    note.sequence,
    note.at,
    note.subjectRef,
    note.actor,
    note.roles,
    note.purpose,
    note.sourceIp,
    note.application,
    note.requestId,
    note.action,
    note.decision,
    note.fieldsHash.toString("base64"),
    note.withheldHash.toString("base64"),
  ]);
}

/**
 * The name of a list of fields (SHA-256, 32 bytes). An answer asks for dozens of fields and the same lists come again and
 * again, so each is kept once and an entry names it; the entry's seal covers the name and so the list.
 */
export function toFieldsHash(fields: readonly string[]): Buffer {
  return createHash("sha256").update(JSON.stringify(fields)).digest();
}

/**
 * The name of a list of readers (SHA-256, 32 bytes). Those who follow a customer get event after event, so who they are is
 * kept once, and the entries of an event name it; their seal covers the name and so the list.
 */
export function toReadersHash(readers: readonly AccessReader[]): Buffer {
  const rows = readers.map(({ actor, roles, sourceIp, application }) => [
    actor,
    roles,
    sourceIp,
    application,
  ]);
  return createHash("sha256").update(JSON.stringify(rows)).digest();
}
