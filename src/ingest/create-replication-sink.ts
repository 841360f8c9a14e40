// What a source sends, into the log. In: batches in commit order. Out: links, then events in one transaction with the
// place up to which the source is confirmed; so a process that is killed in between is sent the same again.
import { appendLiving, type ChangeFollowing } from "./create-change-follower.js";
import type { ReplicatedBatch, ReplicationSink, ScanPositions } from "../domains/ingest/source-change.js";
import { ingestChanges } from "./ingest-changes.js";
import { linkAndTell } from "./link-identities.js";
import type { DropReason } from "./steps/step-result.js";
import type { WaitingChanges } from "./waiting-changes.js";

/** What a sink needs. */
export interface SinkParts extends ChangeFollowing {
  readonly source: string;
  readonly scans: ScanPositions;
  readonly waiting: WaitingChanges;
  readonly onErased: (count: number) => void;
  /** Hears what became of a batch. */
  readonly onTaken: (taken: {
    readonly events: number;
    readonly identities: number;
    readonly dropped: readonly DropReason[];
  }) => void;
}

/** Under which name the place of a source's replication is saved, beside that of its scan. */
export function toReplicationName(source: string): string {
  return `${source}/replication`;
}

/** Makes the sink of a stream. */
export function createReplicationSink(parts: SinkParts): ReplicationSink {
  const { source, scans, waiting, unitOfWork, identityStore } = parts;
  /** Where the batches so far end. */
  let last: string | undefined;

  return {
    scans,
    async take(batch: ReplicatedBatch) {
      // What waited when the source was still scanned is sent again from the beginning of the stream.
      if (last === undefined) waiting.moveTo(batch.position);
      // Links first, and for everybody to see: whose records these are is looked up next.
      const identities =
        batch.identities.length === 0 ? 0 : await linkAndTell(parts, batch.identities, false);
      const outcome = await ingestChanges([...waiting.changes, ...batch.changes], identityStore);
      const dropped = waiting.settle(outcome.dropped, last ?? batch.position);
      const position = waiting.findHeld(batch.position) ?? batch.position;
      const isWaiting = waiting.changes.length > 0;
      const events = await unitOfWork.run(async (transaction) => {
        await transaction.changePositions.save(toReplicationName(source), position);
        // A scan that went on behind a change that waits could not find it again.
        if (!isWaiting && batch.scans?.identities !== undefined)
          await transaction.identities.saveScanPosition(source, batch.scans.identities);
        if (!isWaiting && batch.scans?.changes !== undefined)
          await transaction.changePositions.save(source, batch.scans.changes);
        return appendLiving(outcome.events, transaction);
      });
      last = batch.position;
      parts.onTaken({ events, identities, dropped });
      return { position, isWaiting };
    },
  };
}
