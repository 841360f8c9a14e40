// The plans of the documents that come again and again, by document and operation name; the schema is one for a process.

interface Entry<Plan> {
  /** Absent until the document came a second time: one that comes once is not worth compiling. */
  plan?: Plan | undefined;
  isCompiled: boolean;
}

const maxEntries = 500;
const maxQueryLength = 20_000;

/** Remembers plans; what was used least lately goes first. */
export class PlanCache<Plan> {
  private readonly entries = new Map<string, Entry<Plan>>();

  constructor(
    private readonly compile: (query: string, operationName: string | undefined) => Plan | undefined,
  ) {}

  /** The plan of an operation; undefined when it has none, or none yet. */
  find(query: string, operationName: string | undefined): Plan | undefined {
    if (query === "" || query.length > maxQueryLength) return undefined;
    // No name holds a line break, so the key is unambiguous.
    const key = `${operationName ?? ""}\n${query}`;
    const known = this.entries.get(key);
    if (known === undefined) {
      if (this.entries.size >= maxEntries) this.entries.delete(this.entries.keys().next().value ?? "");
      this.entries.set(key, { isCompiled: false });
      return undefined;
    }
    this.entries.delete(key);
    this.entries.set(key, known);
    if (!known.isCompiled) {
      known.isCompiled = true;
      known.plan = this.compile(query, operationName);
    }
    return known.plan;
  }
}
