// Verifies the whole access log against its seals in one pass. Memory does not grow with the entries, only with the
// segments (one a start of a gateway).
import { toAnchor, type Anchor } from "./access-anchor.js";
import { firstMac, toFieldsHash, toReadersHash, type AccessKeys, type SegmentEnd } from "./access-chain.js";
import { FaultList, type AccessFault, type AccessScan, type ScannedSegment } from "./access-fault.js";
import { EntryVerifier } from "./verify-entries.js";
import { verifySteps } from "./verify-steps.js";

/** What a verification found. */
export interface AccessVerification {
  readonly entries: number;
  readonly segments: number;
  /** How many faults there are, and the first of them. */
  readonly faultCount: number;
  readonly faults: readonly AccessFault[];
  /** The present state in one line, to be kept elsewhere; undefined when the log has no head. */
  readonly anchor: string | undefined;
}

const mostListsToTry = 1_000;

/** Verifies the log; `expected` is an anchor that must still be contained in it. */
export async function verifyAccessLog(
  keys: AccessKeys,
  scan: AccessScan,
  options: { readonly expected?: Anchor; readonly mostFaults?: number } = {},
): Promise<AccessVerification> {
  const { expected, mostFaults = 20 } = options;
  const faults = new FaultList(mostFaults);
  const head = await scan.findHead();
  const segments = await scan.listSegments();
  const stepMacs = verifySteps(keys, head, segments, faults);
  const lists = await verifyFieldLists(scan, faults);
  await verifyReaderLists(scan, faults);
  await verifyMissingLists(scan, faults);

  const places = new Set(
    [...(expected?.open ?? [])].map(([segment, sequence]) => `${String(segment)}@${String(sequence)}`),
  );
  const verifier = new EntryVerifier(keys, segments, places, lists, faults);
  for await (const part of scan.readEntries()) for (const entry of part) verifier.take(entry);
  verifier.end();
  if (expected !== undefined) verifyAnchor(expected, segments, stepMacs, verifier.macs, faults);

  const open = segments.filter(({ closedBy }) => closedBy === null);
  const ends = open.map(
    ({ number, lastSequence, lastMac }) => [number, { sequence: lastSequence, mac: lastMac }] as const,
  );
  return {
    entries: verifier.entries,
    segments: segments.length,
    faultCount: faults.count,
    faults: faults.kept,
    anchor: head && toAnchor({ steps: head.steps, mac: head.mac, open: new Map(ends) }),
  };
}

async function verifyFieldLists(scan: AccessScan, faults: FaultList): Promise<readonly Buffer[]> {
  const hashes: Buffer[] = [];
  for await (const part of scan.readFieldLists()) {
    for (const { hash, fields } of part) {
      if (hashes.length < mostListsToTry) hashes.push(hash);
      if (toFieldsHash(fields).equals(hash)) continue;
      const detail = `The list of fields ${hash.toString("hex").slice(0, 12)}… was changed.`;
      faults.add({ kind: "FIELD_LIST_CHANGED", detail });
    }
  }
  return hashes;
}

async function verifyReaderLists(scan: AccessScan, faults: FaultList): Promise<void> {
  for await (const part of scan.readReaderLists()) {
    for (const { hash, readers } of part) {
      if (toReadersHash(readers).equals(hash)) continue;
      const detail = `The list of readers ${hash.toString("hex").slice(0, 12)}… was changed.`;
      faults.add({ kind: "READER_LIST_CHANGED", detail });
    }
  }
}

async function verifyMissingLists(scan: AccessScan, faults: FaultList): Promise<void> {
  for (const { of, ...place } of await scan.listMissingLists(20)) {
    faults.add(
      of === "FIELDS"
        ? {
            kind: "FIELD_LIST_MISSING",
            ...place,
            detail: "A list of fields that the entry names is missing.",
          }
        : {
            kind: "READER_LIST_MISSING",
            ...place,
            detail: "The list of readers that the entry names is missing.",
          },
    );
  }
}

function verifyAnchor(
  expected: Anchor,
  segments: readonly ScannedSegment[],
  stepMacs: ReadonlyMap<number, Buffer>,
  entryMacs: ReadonlyMap<string, Buffer>,
  faults: FaultList,
): void {
  const mac = expected.steps === 0 ? firstMac : stepMacs.get(expected.steps);
  if (mac === undefined) {
    const detail = `The anchor was taken after step ${String(expected.steps)}, which the log does not have: it was put back.`;
    faults.add({ kind: "ANCHOR_NOT_REACHED", segment: expected.steps, detail });
    return;
  }
  const byNumber = new Map(segments.map((segment) => [segment.number, segment]));
  const open = new Map<number, SegmentEnd>();
  for (const [number, sequence] of expected.open) {
    const segment = byNumber.get(number);
    const found =
      sequence === 0
        ? segment?.openingMac
        : sequence === segment?.removedThrough
          ? segment.removedMac
          : entryMacs.get(`${String(number)}@${String(sequence)}`);
    if (found == null) {
      const isRemoved = segment !== undefined && sequence < segment.removedThrough;
      const last = String(segment?.lastSequence ?? 0);
      faults.add({
        kind: isRemoved ? "ANCHOR_REMOVED" : "ANCHOR_NOT_REACHED",
        segment: number,
        sequence,
        detail: isRemoved
          ? "The anchor is older than what the retention keeps and can no longer be compared."
          : `When the anchor was taken the segment ended at ${String(sequence)}, now at ${last}: its end was put back.`,
      });
      return;
    }
    open.set(number, { sequence, mac: found });
  }
  if (toAnchor({ steps: expected.steps, mac, open }) !== expected.text) {
    faults.add({
      kind: "ANCHOR_CHANGED",
      segment: expected.steps,
      detail: "The log is not the one that the anchor was taken of.",
    });
  }
}
