// Reads a slot to a sink until it breaks. The order of things is the law here: a batch is kept by the sink, then the
// slot is confirmed up to where the sink says; so what a crash interrupts is sent again, and nothing is left out.
import type { RecordCheck } from "../check-records.js";
import type { PostgresClient } from "../postgres-client.js";
import { findFigures } from "./find-figures.js";
import { findPublication } from "./find-publication.js";
import { findReplicationPosition, type Lsn, toReplicationPositionText } from "./lsn.js";
import { openPgoutputStream, type StreamedRow } from "./pgoutput-stream.js";
import type { ReplicationSink } from "../../../domains/ingest/source-change.js";
import type { ReplicatedTable } from "./replication.js";
import type { ReplicationRecord } from "./replication-status.js";
import { createScanMover } from "./scan-mover.js";
import type { PreparedSlot } from "./slot.js";
import { toBatch } from "./to-batch.js";

/** What reading needs. */
export interface ReadParts {
  readonly url: string;
  readonly slot: PreparedSlot;
  readonly names: { readonly slot: string; readonly publication: string };
  readonly tables: readonly ReplicatedTable[];
  readonly reader: PostgresClient;
  readonly check: RecordCheck;
  readonly sink: ReplicationSink;
  readonly record: ReplicationRecord;
}

const batchRows = 500;
/** How often the source is asked to answer and the slot is looked at, and what a place without rows waits to be kept. */
const beatMs = 10_000;
/** A source that has not answered this long is gone, whatever its connection says. */
const longestSilenceMs = 35_000;
/** How often a change is looked at again whose person is not known yet. */
const waitingMs = 500;

/** Reads until the signal aborts or the stream breaks; rejects in both cases. */
export async function readStream(parts: ReadParts, signal: AbortSignal): Promise<void> {
  const { slot, names, sink, reader, record } = parts;
  await using stream = openPgoutputStream({ url: parts.url, ...names });
  const onAbort = (): void => void stream[Symbol.asyncDispose]();
  signal.addEventListener("abort", onAbort, { once: true });
  using _listening = { [Symbol.dispose]: () => signal.removeEventListener("abort", onAbort) };
  signal.throwIfAborted();

  const toText = (lsn: Lsn): string => toReplicationPositionText({ ...slot.start, lsn });
  const query = async <Row extends readonly unknown[]>(text: string, values: readonly unknown[] = []) =>
    reader.query<Row>({ text }, values, { signal });
  const scans = createScanMover(parts.tables, sink.scans, reader, query);
  let reached = slot.start.lsn;
  let kept = reached;
  let keptAt = -Infinity;
  let isWaiting = false;
  let beatAt = 0;

  const keep = async (rows: readonly StreamedRow[]): Promise<void> => {
    const { gone, ...meant } = await toBatch(rows, { ...parts, relations: slot.relations }, signal);
    record.gone += gone;
    const moved = scans.findMoved(reached);
    const taken = await sink.take({ ...meant, position: toText(reached), ...(moved && { scans: moved }) });
    ({ isWaiting } = taken);
    kept = findReplicationPosition(taken.position)?.lsn ?? kept;
    keptAt = performance.now();
    if (moved !== undefined && !isWaiting) scans.confirm();
  };
  const beat = async (): Promise<void> => {
    beatAt = performance.now() + beatMs;
    if (stream.silentMs() > longestSilenceMs) throw new Error("The source has fallen silent.");
    record.slot = await findFigures(query, names.slot);
    const tables = parts.tables.map(({ table }) => table.table);
    const found = await findPublication(query, { publication: names.publication, tables });
    if (found.missing.length > 0 || found.fingerprint !== slot.start.publication)
      throw new Error("The publication was changed.");
    await scans.look(signal);
  };

  // By a timer, because the source ends a stream whose reader says nothing while a batch takes its time.
  const answering = setInterval(() => stream.acknowledge(kept), beatMs);
  using _answering = { [Symbol.dispose]: () => clearInterval(answering) };

  // What the slot was found at is kept first: the next start judges by it whether anything lies in between.
  await keep([]);
  for (;;) {
    if (performance.now() >= beatAt) await beat();
    const waitMs = isWaiting ? waitingMs : Math.max(1, beatAt - performance.now());
    const items = await stream.take(batchRows, waitMs);
    const rows: StreamedRow[] = [];
    for (const item of items) {
      if (item.kind === "row") rows.push(item);
      else if (item.kind === "other") record.ignored[item.operation] += 1;
      else if (item.lsn > reached) reached = item.lsn;
    }
    for (const { isUpdate } of rows) record.received[isUpdate ? "update" : "insert"] += 1;
    if (rows.length > 0) record.noteProgress(false);
    const isDue = reached > kept && performance.now() - keptAt >= beatMs;
    if (rows.length > 0 || isWaiting || isDue) {
      const before = kept;
      await keep(rows);
      if (kept > before) stream.acknowledge(kept);
    }
    if (items.length < batchRows) record.noteProgress(true);
  }
}
