// The lists of fields that this process has seen, by their hashes, so that each is hashed and sent once.
import { toFieldsHash } from "../domains/audit/access-chain.js";

const mostLists = 10_000;

/** Hashes of lists of fields, and which of the lists are known to be in the database. */
export class FieldLists {
  readonly #byList = new WeakMap<readonly string[], Buffer>();
  readonly #byText = new Map<string, Buffer>();
  readonly #kept = new Set<string>();

  /** The hash of a list; one that may not be in the database yet is added to `missing`. */
  toHash(list: readonly string[], missing: Map<string, readonly string[]>): Buffer {
    // The same array comes again for every answer to the same operation.
    const hash = this.#byList.get(list) ?? this.#remember(list);
    const name = hash.toString("hex");
    if (!this.#kept.has(name)) missing.set(name, list);
    return hash;
  }

  /** Says that lists have been committed. */
  keep(hashes: readonly string[]): void {
    for (const hash of hashes) this.#kept.add(hash);
  }

  #remember(list: readonly string[]): Buffer {
    const text = list.join("\n");
    let hash = this.#byText.get(text);
    if (hash === undefined) {
      // Callers choose what they ask for: what is remembered is bounded, and learnt again at little cost.
      if (this.#byText.size >= mostLists) {
        this.#byText.clear();
        this.#kept.clear();
      }
      hash = toFieldsHash(list);
      this.#byText.set(text, hash);
    }
    this.#byList.set(list, hash);
    return hash;
  }
}
