// A memory of what was used lately, for personal data: bounded, and two turns without a question leave nothing behind.

/** How much is remembered, and for how long. */
export interface TurningMemorySettings {
  /** Entries of one turn; two turns are kept. */
  readonly maxEntries: number;
  /** Length of a turn in milliseconds. */
  readonly turnMs: number;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** Remembers values for one to two turns since they were put in or found last. */
export class TurningMemory<Value> {
  readonly #settings: TurningMemorySettings;
  readonly #now: () => number;
  #recent = new Map<string, Value>();
  #older = new Map<string, Value>();
  #turnedAt: number;

  constructor(settings: TurningMemorySettings) {
    this.#settings = settings;
    this.#now = settings.now ?? performance.now.bind(performance);
    this.#turnedAt = this.#now();
  }

  find(key: string): Value | undefined {
    this.#turnWhenDue();
    const known = this.#recent.get(key);
    if (known !== undefined) return known;
    const older = this.#older.get(key);
    if (older !== undefined) this.#recent.set(key, older);
    return older;
  }

  put(key: string, value: Value): void {
    this.#turnWhenDue();
    this.#recent.set(key, value);
  }

  delete(key: string): void {
    this.#recent.delete(key);
    this.#older.delete(key);
  }

  #turnWhenDue(): void {
    const { maxEntries, turnMs } = this.#settings;
    const age = this.#now() - this.#turnedAt;
    if (age < turnMs && this.#recent.size < maxEntries) return;
    this.#older = age < 2 * turnMs ? this.#recent : new Map<string, Value>();
    this.#recent = new Map();
    this.#turnedAt = this.#now();
  }
}
