import type { Preferences } from "./preferences.js";

/** Port of the preferences, implemented by the store. */
export interface PreferencesStore {
  loadPreferences(customerIds: readonly string[]): Promise<ReadonlyMap<string, Preferences>>;
}

/** Writes of preferences inside a transaction. */
export interface PreferencesWriter {
  /** Saves `next` if the stored version is `next.version - 1` (0 when there is none); false when it is not. */
  save(next: Preferences): Promise<boolean>;
  find(customerId: string): Promise<Preferences | undefined>;
}
