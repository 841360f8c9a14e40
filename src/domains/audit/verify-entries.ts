// The chain of each segment, entry by entry. After a fault it goes on with the seal that is there, so that one changed
// entry is one fault and not all that follow.
import { AccessAction, AccessDecision } from "./access-entry.js";
import { countEntries, toEntryMac, type AccessKeys, type PlacedNote, type ToMac } from "./access-chain.js";
import type { FaultList, ScannedEntry, ScannedSegment } from "./access-fault.js";
import { Purpose } from "../consent/consent.js";

type FormerValues = Pick<PlacedNote, "decision" | "action" | "purpose" | "fieldsHash" | "withheldHash">;

/** Takes entries in order; what is asked of it afterwards is in `macs`. */
export class EntryVerifier {
  /** Seals at the places that were asked for, as `<segment>@<sequence>`. */
  readonly macs = new Map<string, Buffer>();
  entries = 0;
  readonly #left: ScannedSegment[];
  #segment: ScannedSegment | undefined;
  #toMac: ToMac | undefined;
  #expected = 0;
  /** Seals that the next entry may have been sealed behind; none after a gap. */
  #previous: readonly Buffer[] = [];
  /** An entry that does not fit its seal: which of the two was changed shows in the entry after it. */
  #suspect: { readonly entry: ScannedEntry; readonly before: Buffer } | undefined;
  #unknown: { readonly segment: number; readonly from: number; through: number } | undefined;

  constructor(
    private readonly keys: AccessKeys,
    segments: readonly ScannedSegment[],
    private readonly wanted: ReadonlySet<string>,
    private readonly lists: readonly Buffer[],
    private readonly faults: FaultList,
  ) {
    this.#left = [...segments];
  }

  /** The next entry by segment and sequence. */
  take(entry: ScannedEntry): void {
    this.entries += countEntries(entry);
    while (this.#segment === undefined || this.#segment.number < entry.segment) {
      this.#leave();
      const next = this.#left[0];
      if (next === undefined || next.number > entry.segment) return this.#takeUnknown(entry);
      this.#enter(this.#left.shift()!);
    }
    this.#endUnknown();
    if (this.wanted.has(`${String(entry.segment)}@${String(entry.sequence)}`)) {
      this.macs.set(`${String(entry.segment)}@${String(entry.sequence)}`, entry.mac);
    }
    this.#check(this.#segment, entry);
  }

  /** There are no more entries. */
  end(): void {
    this.#leave();
    for (let next = this.#left.shift(); next !== undefined; next = this.#left.shift()) {
      this.#enter(next);
      this.#leave();
    }
    this.#endUnknown();
  }

  #takeUnknown(entry: ScannedEntry): void {
    const { segment, sequence } = entry;
    if (this.#unknown?.segment !== segment) {
      this.#endUnknown();
      this.#unknown = { segment, from: firstSequenceOf(entry), through: sequence };
    }
    this.#unknown.through = sequence;
  }

  #endUnknown(): void {
    if (this.#unknown === undefined) return;
    const { segment, from, through } = this.#unknown;
    this.#unknown = undefined;
    const detail = "There is no such segment: it was removed, or its entries are forged.";
    this.faults.add({
      kind: "ENTRY_FORGED",
      segment,
      sequence: from,
      ...(through > from && { through }),
      detail,
    });
  }

  #enter(segment: ScannedSegment): void {
    this.#segment = segment;
    this.#toMac = this.keys.find(segment.keyId);
    this.#expected = segment.removedThrough + 1;
    this.#previous = [segment.removedMac ?? segment.openingMac];
  }

  #leave(): void {
    const segment = this.#segment;
    if (segment === undefined) return;
    this.#segment = undefined;
    if (this.#suspect !== undefined) this.#decide(segment.lastMac);
    if (this.#expected <= segment.lastSequence)
      this.#miss(segment.number, this.#expected, segment.lastSequence, "end");
  }

  #miss(segment: number, from: number, through: number, where: "end" | "middle" | "beginning"): void {
    const several = through > from;
    const what = several ? `Entries ${String(from)} to ${String(through)} are` : `Entry ${String(from)} is`;
    this.faults.add({
      kind: "ENTRIES_MISSING",
      segment,
      sequence: from,
      ...(several && { through }),
      detail: `${what} missing at the ${where} of the segment.`,
    });
  }

  #check(segment: ScannedSegment, entry: ScannedEntry): void {
    const { sequence } = entry;
    const first = firstSequenceOf(entry);
    if (first < this.#expected) {
      const detail = "The entry stands before the beginning of the segment.";
      this.faults.add({ kind: "ENTRY_FORGED", segment: segment.number, sequence, detail });
      return;
    }
    if (sequence > segment.lastSequence) return this.#takeBeyond(segment, entry);
    if (first > this.#expected) {
      const where = this.#expected === segment.removedThrough + 1 ? "beginning" : "middle";
      this.#miss(segment.number, this.#expected, first - 1, where);
      this.#suspectIsChanged();
      this.#previous = [];
    }
    this.#expected = sequence + 1;
    const toMac = this.#toMac;
    if (toMac === undefined) return;
    const fitting = this.#previous.find((previous) => toEntryMac(toMac, previous, entry).equals(entry.mac));
    if (fitting !== undefined) {
      if (this.#suspect !== undefined) this.#decide(fitting);
      this.#previous = [entry.mac];
      return;
    }
    this.#suspectIsChanged();
    const [before] = this.#previous;
    this.#previous = [entry.mac];
    if (before === undefined) return;
    this.#suspect = { entry, before };
    this.#previous = [entry.mac, toEntryMac(toMac, before, entry)];
  }

  /** Behind the end: an entry that continues the chain means that the end was put back; another one is forged. */
  #takeBeyond(segment: ScannedSegment, entry: ScannedEntry): void {
    const isNext = firstSequenceOf(entry) === this.#expected && this.#toMac !== undefined;
    const fits =
      isNext &&
      this.#previous.some((previous) => toEntryMac(this.#toMac!, previous, entry).equals(entry.mac));
    if (fits) {
      this.#previous = [entry.mac];
      this.#expected = entry.sequence + 1;
    }
    this.faults.add({
      kind: fits ? "HEAD_PUT_BACK" : "ENTRY_FORGED",
      segment: segment.number,
      sequence: entry.sequence,
      detail: fits
        ? "The entry is right, but the segment is said to end before it: its end was put back."
        : "The entry stands behind the end of the segment and is none of its entries.",
    });
  }

  #suspectIsChanged(): void {
    if (this.#suspect !== undefined) this.#decide(this.#suspect.entry.mac);
  }

  /** `next` is the seal that the entry after the suspect, or the segment's end, builds on. */
  #decide(next: Buffer): void {
    const { entry, before } = this.#suspect!;
    this.#suspect = undefined;
    const { segment, sequence } = entry;
    if (next.equals(entry.mac)) {
      this.faults.add({ kind: "ENTRY_CHANGED", segment, sequence, detail: this.#describe(entry, before) });
    } else {
      const detail = "The entry's seal was changed; the entry itself is as it was written.";
      this.faults.add({ kind: "MAC_CHANGED", segment, sequence, detail });
    }
  }

  /** Which column was changed, where the former value is one of few. */
  #describe(entry: ScannedEntry, before: Buffer): string {
    const former = (change: Partial<FormerValues>) =>
      this.#toMac !== undefined && toEntryMac(this.#toMac, before, { ...entry, ...change }).equals(entry.mac);
    for (const decision of Object.values(AccessDecision)) {
      if (former({ decision })) return `The column decision was changed; it was ${decision}.`;
    }
    for (const action of Object.values(AccessAction)) {
      if (former({ action })) return `The column action was changed; it was ${action}.`;
    }
    for (const purpose of Object.values(Purpose)) {
      if (former({ purpose })) return `The column purpose was changed; it was ${purpose}.`;
    }
    for (const hash of this.lists) {
      if (former({ fieldsHash: hash })) return "The column fields_hash was changed.";
      if (former({ withheldHash: hash })) return "The column withheld_hash was changed.";
    }
    return "A column of the entry was changed, or another entry stands in its place.";
  }
}

/** Where the entries of one note begin. */
function firstSequenceOf(entry: ScannedEntry): number {
  return entry.sequence - countEntries(entry) + 1;
}
