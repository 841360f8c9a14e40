// Lists that entries of the access log name by their hash: of fields, and of those who got an answer together. This process
// remembers which ones it has seen, so that each is hashed and sent once.
import { toFieldsHash, toReadersHash } from "../domains/audit/access-chain.js";
import type { AccessReader } from "../domains/audit/access-entry.js";
import { toKeptText } from "./to-kept-text.js";

const mostLists = 10_000;

/** A reader as the database keeps it. */
export type ReaderColumns = readonly [
  actor: string,
  roles: readonly string[],
  sourceIp: string,
  application: string | null,
];

/** Lists that may not be in the database yet, by their hashes in hex. */
export class MissingLists {
  readonly fields = new Map<string, readonly string[]>();
  readonly readers = new Map<string, readonly AccessReader[]>();

  /** All of them. */
  get hashes(): readonly string[] {
    return [...this.fields.keys(), ...this.readers.keys()];
  }
}

/** Hashes of lists, and which of the lists are known to be in the database. */
export class AccessLists {
  readonly #byList = new WeakMap<readonly string[], Buffer>();
  readonly #byReaders = new WeakMap<readonly AccessReader[], Buffer>();
  readonly #byText = new Map<string, Buffer>();
  readonly #kept = new Set<string>();

  /** The hash of a list of fields; one that may not be in the database yet is added to `missing`. */
  hashFields(list: readonly string[], missing: MissingLists): Buffer {
    // The same array comes again for every answer to the same operation.
    const hash = this.#byList.get(list) ?? this.#remember(list);
    const name = hash.toString("hex");
    if (!this.#kept.has(name)) missing.fields.set(name, list);
    return hash;
  }

  /** The hash of a list of readers; one that may not be in the database yet is added to `missing`. */
  hashReaders(list: readonly AccessReader[], missing: MissingLists): Buffer {
    const known = this.#byReaders.get(list);
    const hash = known ?? toReadersHash(list.map(toKeptReader));
    if (known === undefined) this.#byReaders.set(list, hash);
    const name = hash.toString("hex");
    if (!this.#kept.has(name)) missing.readers.set(name, list.map(toKeptReader));
    return hash;
  }

  /** Says that lists have been committed. */
  keep(hashes: readonly string[]): void {
    if (this.#kept.size + hashes.length > mostLists) this.#kept.clear();
    for (const hash of hashes) this.#kept.add(hash);
  }

  /** Takes nothing for kept any more: the retention removes lists of readers that no entry names. */
  forget(): void {
    this.#kept.clear();
  }

  #remember(list: readonly string[]): Buffer {
    const text = list.join("\n");
    let hash = this.#byText.get(text);
    if (hash === undefined) {
      // Callers choose what they ask for: what is remembered is bounded, and learnt again at little cost.
      if (this.#byText.size >= mostLists) this.#byText.clear();
      hash = toFieldsHash(list);
      this.#byText.set(text, hash);
    }
    this.#byList.set(list, hash);
    return hash;
  }
}

/** A list as the database keeps it. */
export function toReaderColumns(readers: readonly AccessReader[]): readonly ReaderColumns[] {
  return readers.map(({ actor, roles, sourceIp, application }) => [actor, roles, sourceIp, application]);
}

/** A reader that the database kept. */
export function toAccessReader([actor, roles, sourceIp, application]: ReaderColumns): AccessReader {
  return { actor, roles, sourceIp, application };
}

/** A reader as the database gives it back. */
export function toKeptReader({ actor, roles, sourceIp, application }: AccessReader): AccessReader {
  return {
    actor: toKeptText(actor),
    roles: roles.map(toKeptText),
    sourceIp: toKeptText(sourceIp),
    application: application === null ? null : toKeptText(application),
  };
}
