// The log's own chain: every step from the first to the head's last opens or closes a segment.
import {
  firstMac,
  toClosingMac,
  toLogHeadMac,
  toOpeningMac,
  toRemovalMac,
  toSegmentHeadMac,
  type AccessKeys,
} from "./access-chain.js";
import type { FaultList, ScannedHead, ScannedSegment } from "./access-fault.js";

/** Checks the head, the steps and each segment's own row; answers the seal of every step that is there. */
export function verifySteps(
  keys: AccessKeys,
  head: ScannedHead | undefined,
  segments: readonly ScannedSegment[],
  faults: FaultList,
): ReadonlyMap<number, Buffer> {
  const macs = new Map<number, Buffer>();
  const openings = new Map(segments.map((segment) => [segment.number, segment]));
  const closings = new Map(segments.map((segment) => [segment.closedBy ?? -1, segment]));
  const last = Math.max(
    head?.steps ?? 0,
    ...segments.map(({ number, closedBy }) => Math.max(number, closedBy ?? 0)),
  );
  let previous: Buffer | undefined = firstMac;
  for (let step = 1; step <= last; step++) {
    const opened = openings.get(step);
    const closed = closings.get(step);
    const mac: Buffer | null | undefined = opened?.openingMac ?? closed?.closingMac;
    if (mac === undefined || mac === null) {
      const from = step;
      while (step < last && !openings.has(step + 1) && !closings.has(step + 1)) step++;
      faults.add({
        kind: "SEGMENT_MISSING",
        segment: from,
        ...(step > from && { through: step }),
        detail: `${step > from ? `Steps ${String(from)} to ${String(step)} of the log are` : `Step ${String(from)} of the log is`} missing: a segment with its entries, or that it was closed.`,
      });
      previous = undefined;
      continue;
    }
    const isRight =
      previous === undefined || mac.equals(toStepMac(keys, previous, step, opened, closed) ?? mac);
    if (!isRight) {
      faults.add({
        kind: "SEGMENT_CHANGED",
        segment: (opened ?? closed)!.number,
        detail: `The row that says how the segment was ${opened === undefined ? "closed" : "opened"} was changed.`,
      });
    }
    macs.set(step, mac);
    previous = mac;
  }
  for (const segment of segments) verifySegment(keys, segment, faults);
  verifyHead(keys, head, last, macs, faults);
  return macs;
}

function toStepMac(
  keys: AccessKeys,
  previous: Buffer,
  step: number,
  opened: ScannedSegment | undefined,
  closed: ScannedSegment | undefined,
): Buffer | undefined {
  const toMac = keys.find((opened ?? closed)!.keyId);
  if (toMac === undefined) return undefined;
  if (opened !== undefined) return toOpeningMac(toMac, previous, step, opened);
  const { number, lastSequence, lastMac } = closed!;
  return toClosingMac(toMac, previous, step, number, { sequence: lastSequence, mac: lastMac });
}

function verifySegment(keys: AccessKeys, segment: ScannedSegment, faults: FaultList): void {
  const { number, keyId, lastSequence, lastMac, removedThrough, removedMac } = segment;
  const toMac = keys.find(keyId);
  if (toMac === undefined) {
    faults.add({
      kind: "KEY_MISSING",
      segment: number,
      detail: `The key ${keyId} that seals the segment is not in the key ring, or was not the one.`,
    });
    return;
  }
  if (!toSegmentHeadMac(toMac, number, { sequence: lastSequence, mac: lastMac }).equals(segment.headMac)) {
    faults.add({
      kind: "SEGMENT_END_CHANGED",
      segment: number,
      sequence: lastSequence,
      detail: "Where the segment ends was changed.",
    });
  }
  const isRemovalRight =
    removedThrough === 0 && removedMac === null
      ? segment.removalMac === null
      : removedMac !== null &&
        segment.removalMac?.equals(
          toRemovalMac(toMac, number, { sequence: removedThrough, mac: removedMac }),
        );
  if (isRemovalRight !== true) {
    faults.add({
      kind: "REMOVAL_CHANGED",
      segment: number,
      sequence: removedThrough,
      detail: "The mark of what the retention removed was changed, or is not the retention's.",
    });
  }
}

function verifyHead(
  keys: AccessKeys,
  head: ScannedHead | undefined,
  last: number,
  macs: ReadonlyMap<number, Buffer>,
  faults: FaultList,
): void {
  if (head === undefined) {
    faults.add({
      kind: "HEAD_MISSING",
      detail: "The log has no head: everything is gone, or no gateway has ever written here.",
    });
    return;
  }
  const { steps, mac, keyId, headMac } = head;
  const toMac = keys.find(keyId);
  if (toMac === undefined) {
    faults.add({
      kind: "KEY_MISSING",
      detail: `The key ${keyId} that seals the head is not in the key ring.`,
    });
  } else if (!toLogHeadMac(toMac, steps, mac).equals(headMac)) {
    faults.add({ kind: "HEAD_CHANGED", detail: "The head of the log was changed." });
  } else if (last > steps) {
    faults.add({
      kind: "HEAD_PUT_BACK",
      detail: `The head counts ${String(steps)} steps, but there is a step ${String(last)}.`,
    });
  } else if (macs.get(steps)?.equals(mac) === false) {
    faults.add({ kind: "HEAD_CHANGED", detail: "The head of the log does not fit its last step." });
  }
}
