// From rows of the stream to what they mean. In: items in commit order. Out: identities and changes in the same order,
// once every transaction among them can be seen by whoever reads the source because of them.
import { setTimeout as delay } from "node:timers/promises";
import type { ObservedIdentity } from "../../../domains/identity/identity-store.js";
import type { RecordCheck } from "../check-records.js";
import { findRow, listColumns, type NumberedRow } from "../numbered-table.js";
import type { PostgresClient } from "../postgres-client.js";
import { readNumberedRows } from "../scan-rows.js";
import type { SourceChange } from "../../../domains/ingest/source-change.js";
import type { MisfitChange } from "../source-change.js";
import { isVisible } from "./is-visible.js";
import type { StreamedRow } from "./pgoutput-stream.js";
import type { ReplicatedTable } from "./replication.js";

/** What rows of the stream mean. */
export interface MeantChanges {
  readonly identities: readonly ObservedIdentity[];
  readonly changes: readonly SourceChange[];
  /** Rows that were gone, or had changed once more, when what was not sent of them was read. */
  readonly gone: number;
}

/** What making a batch needs. `relations` are the published names of `tables`, in their order. */
export interface BatchParts {
  readonly tables: readonly ReplicatedTable[];
  readonly relations: readonly string[];
  readonly reader: PostgresClient;
  readonly check: RecordCheck;
}

/** A declared table that a streamed row belongs to. */
interface Use {
  readonly streamed: StreamedRow;
  readonly table: ReplicatedTable;
  row: NumberedRow | undefined;
}

const longestPauseMs = 50;

/** Makes a batch of the rows. */
export async function toBatch(
  rows: readonly StreamedRow[],
  parts: BatchParts,
  signal: AbortSignal,
): Promise<MeantChanges> {
  await untilVisible(new Set(rows.map(({ xid }) => xid)), parts.reader, signal);
  const uses = rows.flatMap((streamed) =>
    parts.tables
      .filter((_, index) => parts.relations[index] === streamed.relation)
      .map((table): Use => ({ streamed, table, row: findRow(listColumns(table.table), streamed.values) })),
  );
  for (const table of parts.tables) {
    await readMissing(
      uses.filter((use) => use.table === table && use.row === undefined),
      table,
      parts.reader,
      signal,
    );
  }
  const identities: ObservedIdentity[] = [];
  const changes: SourceChange[] = [];
  for (const { streamed, table, row } of uses) {
    if (row === undefined) continue;
    identities.push(...(table.toIdentities?.(row) ?? []));
    for (const change of table.toChanges?.(row) ?? []) {
      const stated = streamed.isUpdate ? toRevised(change, streamed) : change;
      if (parts.check.fits<SourceChange>(change.facet, stated, {})) changes.push(stated);
    }
  }
  return { identities, changes, gone: uses.filter(({ row }) => row === undefined).length };
}

/** A source that numbers the states of its records has named this one already. */
function toRevised(
  change: SourceChange | MisfitChange,
  { lsn, committedAt }: StreamedRow,
): SourceChange | MisfitChange {
  if ("misfit" in change || change.revision !== undefined) return change;
  return { ...change, revision: { version: lsn, at: committedAt } };
}

async function untilVisible(
  xids: ReadonlySet<number>,
  reader: PostgresClient,
  signal: AbortSignal,
): Promise<void> {
  if (xids.size === 0) return;
  const statement = { name: "snapshot", text: "select pg_current_snapshot()::text" };
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const [row] = await reader.query<readonly [string]>(statement, [], { signal });
    if ([...xids].every((xid) => isVisible(row?.[0] ?? "", xid))) return;
    await delay(pauseMs, undefined, { signal });
  }
}

async function readMissing(
  uses: readonly Use[],
  { table }: ReplicatedTable,
  reader: PostgresClient,
  signal: AbortSignal,
): Promise<void> {
  if (uses.length === 0) return;
  const numbers = uses.map(({ streamed }) => {
    const number = streamed.values[table.number];
    if (typeof number === "string") return number;
    throw new Error(`The publication of ${streamed.relation} leaves out the column ${table.number}.`);
  });
  const rows = await readNumberedRows<NumberedRow>(reader, table, numbers, { signal });
  const byNumber = new Map(rows.map((row) => [row[0], row]));
  for (const [index, use] of uses.entries()) use.row = byNumber.get(numbers[index] ?? "");
}
