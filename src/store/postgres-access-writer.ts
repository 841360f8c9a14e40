// Entries of the access log that belong to a change. They go into one segment for all processes, under the lock of its head,
// which is the last that a transaction takes: entries are kept until the change is done and written before it commits.
import type { AccessNote } from "../domains/audit/access-entry.js";
import type { AccessLogWriter } from "../domains/audit/access-log.js";
import type { AccessKeys } from "../domains/audit/access-chain.js";
import type { Clock } from "../shared/clock.js";
import { isUuid } from "../shared/ids.js";
import { toInstant, toShortInstant } from "../shared/instant.js";
import { toBatch } from "./access-batch.js";
import type { AccessLists } from "./access-lists.js";
import { lockChangesSegment, openSegment } from "./access-segments.js";
import type { Query } from "./statements.js";

/** The entries of one transaction. */
export interface AccessWriter extends AccessLogWriter {
  /** Writes what was appended; called once, as the last of the transaction. Answers the lists that are known once it commits. */
  flush(): Promise<readonly string[]>;
}

/** A commit that an answer speaks of must be on disk, also where the server is set to be quicker than safe. */
const safeCommit =
  "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'";

/** The access log's writes of one transaction. */
export function createAccessWriter(
  query: Query,
  parts: { readonly keys: AccessKeys; readonly lists: AccessLists; readonly clock: Clock },
): AccessWriter {
  const { keys, lists, clock } = parts;
  const notes: AccessNote[] = [];
  return {
    async append(customerId, note) {
      const [row] = await query<{ subject_ref: string }>(
        `select survivor.subject_ref
           from customer asked join customer survivor on survivor.id = coalesce(asked.merged_into_id, asked.id)
          where asked.id = $1`,
        [isUuid(customerId) ? customerId : null],
      );
      if (row === undefined) throw new Error("A change is about a customer who is not there.");
      notes.push({ ...note, subjectRef: row.subject_ref });
    },
    async flush() {
      if (notes.length === 0) return [];
      await query(safeCommit, []);
      const openedAt = toShortInstant(toInstant(clock.now()));
      const segment =
        (await lockChangesSegment(query, keys)) ?? (await openSegment(query, keys, "CHANGES", openedAt));
      const batch = toBatch(keys, lists, segment, notes);
      const written = await query(`${batch.statement.text} returning sequence`, batch.values);
      if (written.length !== batch.count) throw new Error("An entry of a change was not written.");
      return batch.newLists;
    },
  };
}
