// Moves the scans of a source on while its changes come by the stream. A slot that is lost leaves the scans to find what
// was not sent; without this they would begin where they stood when the stream began, which may be months ago.
//
// What is in a table now was committed before a place in the log that is asked for now. Once the stream has come to that
// place, the scan may go on behind these rows. Their numbers are enough, so the rows themselves are not read.
import type { PostgresClient } from "../postgres-client.js";
import type { NumberedTable } from "../numbered-table.js";
import { scanRows } from "../scan-rows.js";
import type { ControlQuery } from "./control.js";
import { type Lsn, parseLsn } from "./lsn.js";
import type { ScanPositions } from "../../../domains/ingest/source-change.js";
import type { ReplicatedTable } from "./replication.js";

/** The scans of one source. */
export interface ScanMover {
  /** Goes through the numbers that are new, from time to time. */
  look(signal: AbortSignal): Promise<void>;
  /** Where the scans may go on when the stream has come to `reached`. */
  findMoved(reached: Lsn): ScanPositions | undefined;
  /** They go on there. */
  confirm(): void;
}

const lookMs = 60_000;
const partNumbers = 10_000;

/** Makes the mover of the scans that stand at `start`. */
export function createScanMover(
  tables: readonly ReplicatedTable[],
  start: ScanPositions,
  reader: PostgresClient,
  query: ControlQuery,
): ScanMover {
  const identities = tables.find(({ toIdentities }) => toIdentities !== undefined)?.table;
  const changes = tables.find(({ toChanges }) => toChanges !== undefined)?.table;
  let positions = start;
  let lookedAt = performance.now();
  let next: { readonly positions: ScanPositions; readonly lsn: Lsn } | undefined;

  const moveOn = async (
    table: NumberedTable | undefined,
    from: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    // Where no scan has begun there is nothing to move.
    if (table === undefined || from === undefined) return from;
    const numbers = { ...table, name: `${table.name}-numbers`, columns: "null" };
    let position = from;
    for (let isAtEnd = false; !isAtEnd;)
      ({ position, isAtEnd } = await scanRows(reader, numbers, position, partNumbers, { signal }));
    return position;
  };

  return {
    async look(signal) {
      if (next !== undefined || performance.now() - lookedAt < lookMs) return;
      lookedAt = performance.now();
      const moved = {
        identities: await moveOn(identities, positions.identities, signal),
        changes: await moveOn(changes, positions.changes, signal),
      };
      const [row] = await query<readonly [string]>("select pg_current_wal_insert_lsn()::text");
      if (moved.identities === positions.identities && moved.changes === positions.changes) return;
      next = { positions: moved, lsn: parseLsn(row?.[0] ?? "") };
    },
    findMoved: (reached) => (next !== undefined && next.lsn <= reached ? next.positions : undefined),
    confirm() {
      if (next !== undefined) ({ positions } = next);
      next = undefined;
    },
  };
}
