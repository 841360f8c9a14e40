// Heads that were read lately. The database is asked with every use for the revision of each, so what is answered is what
// reading it anew would answer: a consent that was withdrawn a moment ago is withdrawn, whichever process wrote it. Asking
// costs a tenth of reading.
import type { CustomerHead, HeadNeeds, HeadStore } from "../domains/customer/head-store.js";
import { TurningMemory } from "./turning-memory.js";

/** A head as it was at a revision. */
export interface RevisedHead {
  readonly head: CustomerHead;
  /** Equal revisions of the same customer have equal heads, but for `ownFacets`. */
  readonly revision: string;
}

/** What is asked of a head that is remembered. */
export interface HeadState extends Pick<CustomerHead, "ownFacets"> {
  readonly revision: string;
}

/** Reads that always ask the database. */
export interface HeadReads {
  /** By the ids that were asked for. */
  readonly readHeads: (ids: readonly string[], needs: HeadNeeds) => Promise<ReadonlyMap<string, RevisedHead>>;
  /** States of customers by the ids that were asked for; one that is gone has none. */
  readonly readStates: (
    heads: ReadonlyMap<string, CustomerHead>,
    needs: HeadNeeds,
  ) => Promise<ReadonlyMap<string, HeadState>>;
}

/** Of about 3 kB each, in two turns of a minute. */
const memorySettings = { maxEntries: 5_000, turnMs: 60_000 };

/** Heads with a memory. */
export function rememberHeads(
  { readHeads, readStates }: HeadReads,
  memory = new TurningMemory<RevisedHead>(memorySettings),
): Pick<HeadStore, "loadHeads" | "findRemembered"> {
  const read = async (ids: readonly string[], needs: HeadNeeds, kind: string): Promise<Found> => {
    if (ids.length === 0) return new Map();
    const found = await readHeads(ids, needs);
    for (const [id, revised] of found) memory.put(kind + id, revised);
    return new Map([...found].map(([id, { head }]) => [id, head]));
  };
  return {
    findRemembered: (id, needs) => memory.find(toKind(needs) + id)?.head,
    async loadHeads(ids, needs) {
      const kind = toKind(needs);
      const known = new Map<string, RevisedHead>();
      const unknown = new Set<string>();
      for (const id of ids) {
        const revised = memory.find(kind + id);
        if (revised === undefined) unknown.add(id);
        else known.set(id, revised);
      }
      if (known.size === 0) return await read([...unknown], needs, kind);
      const heads = new Map([...known].map(([id, { head }]) => [id, head]));
      const [states, added] = await Promise.all([readStates(heads, needs), read([...unknown], needs, kind)]);
      const found = new Map(added);
      const changed: string[] = [];
      for (const [id, { head, revision }] of known) {
        const state = states.get(id);
        if (state?.revision === revision) found.set(id, withOwnFacets(head, state));
        else changed.push(id);
      }
      // Whoever changed or is gone leaves the memory before anything else is asked.
      for (const id of changed) memory.delete(kind + id);
      for (const [id, head] of await read(changed, needs, kind)) found.set(id, head);
      return found;
    },
  };
}

type Found = ReadonlyMap<string, CustomerHead>;

function withOwnFacets(head: CustomerHead, { ownFacets }: HeadState): CustomerHead {
  const isSame = head.ownFacets.length === 0 && ownFacets.length === 0;
  return isSame ? head : { ...head, ownFacets };
}

const kinds = new WeakMap<HeadNeeds, string>();

/** Heads of different needs are different heads. */
function toKind(needs: HeadNeeds): string {
  const known = kinds.get(needs);
  if (known !== undefined) return known;
  const kind = `${JSON.stringify([needs.namespaces, needs.sole, needs.consents])} `;
  kinds.set(needs, kind);
  return kind;
}
