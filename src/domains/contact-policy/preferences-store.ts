import type { Instant } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";
import type { Preferences } from "./preferences.js";

/** What preferences were since a change, and who made it. */
export interface PreferencesVersion {
  readonly preferences: Preferences;
  /** Account of whoever made the change. */
  readonly actor: string;
  readonly changedAt: Instant;
}

/** One page of the history of a customer's preferences. */
export interface PreferencesHistoryAsk {
  readonly customerId: string;
  readonly limit: number;
  readonly after?: Position;
}

/** Port of the preferences, implemented by the store. Loads are batched; lists are in the order of the asks. */
export interface PreferencesStore {
  loadPreferences(customerIds: readonly string[]): Promise<ReadonlyMap<string, Preferences>>;
  /** Newest first by (changedAt, `toVersionId`), at most `limit` versions an ask. */
  loadHistory(asks: readonly PreferencesHistoryAsk[]): Promise<readonly (readonly PreferencesVersion[])[]>;
}

/** Writes of preferences inside a transaction. */
export interface PreferencesWriter {
  /**
   * Saves `next` and adds it to the history if the stored version is `next.version - 1` (0 when there is none); false when it
   * is not.
   */
  save(next: Preferences, change: Omit<PreferencesVersion, "preferences">): Promise<boolean>;
  find(customerId: string): Promise<Preferences | undefined>;
}

/** Orders versions of one instant; those of merged customers may have equal numbers. */
export function toVersionId({ preferences: { version, customerId } }: PreferencesVersion): string {
  return `${String(version).padStart(10, "0")}:${customerId}`;
}
