// Replication of one connected source: its slot, and the stream that is read from it. In: where the follower stands.
// Out: batches in commit order to a sink that says what is kept; the slot is confirmed behind that, never before.
import type { RecordCheck } from "../check-records.js";
import { createPostgresClient, type PostgresClient } from "../postgres-client.js";
import { withControl } from "./control.js";
import { findFigures } from "./find-figures.js";
import { findReplicationPosition } from "./lsn.js";
import { prepareSlot } from "./prepare-slot.js";
import { readStream } from "./read-stream.js";
import type { ReplicationSink } from "../../../domains/ingest/source-change.js";
import type { ConnectedReplication, ReplicatedTable } from "./replication.js";
import { ReplicationRecord } from "./replication-status.js";
import { type PreparedSlot, ReplicationUnavailable } from "./slot.js";

/** What a connection to the slot is made of. */
export interface ReplicationParts {
  readonly url: string;
  readonly slot: string;
  readonly publication: string;
  readonly tables: readonly ReplicatedTable[];
  readonly check: RecordCheck;
}

/** The publication that the slot was made for does not exist where the slot stands: it can never be read again. */
const undefinedObject = "42704";

/** Connects; nothing is asked of the source yet. */
export function connectReplication(parts: ReplicationParts): ConnectedReplication {
  const record = new ReplicationRecord();
  let reader: PostgresClient | undefined;
  let mustRemake = false;
  const names = { ...parts, tables: parts.tables.map(({ table }) => table.table) };

  const stream = async (slot: PreparedSlot, sink: ReplicationSink, signal: AbortSignal): Promise<void> => {
    record.state = "STREAMING";
    try {
      reader ??= createPostgresClient(parts.url);
      await readStream({ ...parts, names, reader, slot, sink, record }, signal);
    } catch (error) {
      if (signal.aborted) return;
      mustRemake = error instanceof Error && "code" in error && error.code === undefinedObject;
      throw error;
    } finally {
      record.state = "STOPPED";
      record.noteProgress(false);
    }
  };

  return {
    async prepare(saved, { signal }) {
      record.state = "PREPARING";
      try {
        const position = findReplicationPosition(saved);
        const slot = await prepareSlot(names, position, { mustRemake, signal });
        mustRemake = false;
        if (slot.state === "BUSY") {
          record.state = "WAITING";
          return undefined;
        }
        if (slot.gap !== undefined) record.gaps[slot.gap] += 1;
        return { gap: slot.gap, stream: (sink, options) => stream(slot, sink, options.signal) };
      } catch (error) {
        record.state = error instanceof ReplicationUnavailable ? "POLLING" : "STOPPED";
        throw error;
      }
    },
    status: () => record.toStatus(),
    look: ({ signal }) => withControl(parts.url, signal, (query) => findFigures(query, parts.slot)),
    drop: ({ signal }) =>
      withControl(parts.url, signal, async (query) => {
        await query(
          "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1",
          [parts.slot],
        );
        await query(`drop publication if exists ${parts.publication}`);
      }),
    close: async () => reader?.close(),
  };
}
