// An anchor: the state of the access log in one line, kept where nobody who can change the database can change it. It is
// the only defence against putting the whole log back to an older state, which is whole in itself.
import { createHash } from "node:crypto";
import type { SegmentEnd } from "./access-chain.js";

/** The state that an anchor stands for. */
export interface AnchoredState {
  /** Steps of the log so far, and the seal of the last one. */
  readonly steps: number;
  readonly mac: Buffer;
  /** Where each segment ended that was open, by number; closed ones are sealed in the steps. */
  readonly open: ReadonlyMap<number, SegmentEnd>;
}

/** An anchor as it is read back: what it says of the state, without the seals. */
export interface Anchor {
  readonly text: string;
  readonly steps: number;
  readonly open: ReadonlyMap<number, number>;
}

/**
 * The anchor as text: `<steps>:<segment>@<sequence>+…:<hash in hex>`. The hash is over seals that nobody can make without
 * the key, so it needs no key of its own.
 */
export function toAnchor({ steps, mac, open }: AnchoredState): string {
  const segments = [...open].sort(([left], [right]) => left - right);
  const content = segments.map(([number, end]) => [number, end.sequence, end.mac.toString("hex")]);
  const hash = createHash("sha256")
    .update("anchor\n")
    .update(mac)
    .update(JSON.stringify([steps, content]));
  const ends = segments.map(([number, end]) => `${String(number)}@${String(end.sequence)}`).join("+");
  return `${String(steps)}:${ends}:${hash.digest("hex")}`;
}

const anchorPattern = /^(\d{1,15}):((?:\d{1,15}@\d{1,15}(?:\+\d{1,15}@\d{1,15})*)?):[0-9a-f]{64}$/;

/** Reads an anchor back; undefined when the text is none. */
export function findAnchor(text: string): Anchor | undefined {
  const match = anchorPattern.exec(text.trim());
  if (match === null) return undefined;
  const [, steps = "", ends = ""] = match;
  const open =
    ends === "" ? [] : ends.split("+").map((part) => part.split("@").map(Number) as [number, number]);
  return { text: text.trim(), steps: Number(steps), open: new Map(open) };
}
