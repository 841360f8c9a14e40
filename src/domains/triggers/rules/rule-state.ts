// What is remembered of a customer between events: plain JSON, one document a customer, bounded. Names are short because
// there is one such document for every customer.
import type { Micros } from "./event-time.js";
import type { RuleEventType } from "./event-fields.js";

/** Everything that the rules remember of one customer. */
export interface CustomerState {
  /** By the name of the rule. */
  r: Record<string, RuleState>;
  /** Since when events of a type have been seen, where a rule has to know. */
  s?: Partial<Record<RuleEventType, Micros>>;
  /**
   * Cursor of the last event by the part of the log that it stood in: what is delivered again is known. There is more than
   * one only of a customer into whom one of another part was merged.
   */
  c?: Record<string, number>;
  /** That what the sources have from before was looked at. */
  h?: 1;
}

/** What one rule remembers. */
export interface RuleState {
  /** The pattern and since when it has been watched for; what another one remembered means nothing to it. */
  p: string;
  /** Time of the newest event. */
  w: Micros;
  /** The machine's state of each key. */
  k: Record<string, KeyState>;
  /** Time of the last moment of each key, as long as it silences the rule. */
  f?: Record<string, Micros>;
  /** Times of exits that counted for every key. */
  x?: Micros[];
  /** How many events came too late to count. */
  l?: number;
}

/** A machine's state, and when it was last touched. */
export interface KeyState {
  t: Micros;
  s: unknown;
}

/** A customer of whom nothing is remembered. */
export function createCustomerState(): CustomerState {
  return { r: {} };
}
