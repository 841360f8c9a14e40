import type { AccessNote } from "../../src/domains/audit/access-entry.js";
import type { AccessLog } from "../../src/domains/audit/access-log.js";

/** An access log in memory, and what was noted in it. */
export function createMemoryAccessLog(): AccessLog & { readonly notes: readonly AccessNote[] } {
  const notes: AccessNote[] = [];
  return {
    notes,
    async append(more) {
      notes.push(...more);
    },
  };
}
