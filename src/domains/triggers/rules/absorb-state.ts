import type { CustomerState, KeyState, RuleState } from "./rule-state.js";

/** Takes over what was remembered of a customer who turned out to be this one. Changes `state`. */
export function absorbState(state: CustomerState, other: CustomerState): void {
  for (const [name, theirs] of Object.entries(other.r)) {
    const ours = state.r[name];
    if (ours === undefined) state.r[name] = theirs;
    else if (ours.p === theirs.p) absorbRule(ours, theirs);
  }
  const seen = takeBest(state.s, other.s, Math.min);
  if (seen !== undefined) state.s = seen;
  const cursors = takeBest(state.c, other.c, Math.max);
  if (cursors !== undefined) state.c = cursors;
  if (other.h !== undefined) state.h = other.h;
}

function absorbRule(ours: RuleState, theirs: RuleState): void {
  ours.w = Math.max(ours.w, theirs.w);
  // Of two states of one key the later goes on: only the machine could join them, and it is seldom that both wait.
  const keys = new Map<string, KeyState>(Object.entries(ours.k));
  for (const [key, state] of Object.entries(theirs.k)) {
    const known = keys.get(key);
    if (known === undefined || known.t < state.t) keys.set(key, state);
  }
  ours.k = Object.fromEntries(keys);
  const silence = takeBest(ours.f, theirs.f, Math.max);
  if (silence !== undefined) ours.f = silence;
  const exits = [...(ours.x ?? []), ...(theirs.x ?? [])].sort((left, right) => left - right);
  if (exits.length > 0) ours.x = exits;
}

function takeBest<Numbers extends Partial<Record<string, number>>>(
  ours: Numbers | undefined,
  theirs: Numbers | undefined,
  best: (left: number, right: number) => number,
): Numbers | undefined {
  if (theirs === undefined) return ours;
  const entries = new Map<string, number | undefined>(Object.entries(ours ?? {}));
  for (const [key, value] of Object.entries(theirs)) {
    const known = entries.get(key);
    entries.set(key, known === undefined || value === undefined ? (known ?? value) : best(known, value));
  }
  return Object.fromEntries(entries) as Numbers;
}
