// Dead letters taken once more, by the door that they came by: whoever sent them, and when, stays as it was.
import type { DeadLetterStore, OpenedLetter } from "../domains/ingest/dead-letter.js";
import type { IngestBatch } from "../domains/ingest/ingest.js";
import type { IngestResult } from "../domains/ingest/sent-event.js";

/** What became of a letter. One that is taken now, or had been before, is gone; of any other `reason` says why it stays. */
export interface ReplayedLetter {
  readonly id: string;
  readonly status: IngestResult["status"];
  readonly reason: string | null;
}

/** Takes a letter. When this breaks off between taking and removing, the next time finds a duplicate and removes it. */
export async function replayLetter(
  letter: OpenedLetter,
  {
    ingest,
    deadLetters,
  }: { readonly ingest: IngestBatch; readonly deadLetters: Pick<DeadLetterStore, "drop"> },
): Promise<ReplayedLetter> {
  const { id, door, source, isTrusted, isWhole, receivedAt, opened } = letter;
  const stays = (reason: string): ReplayedLetter => ({ id, status: "REJECTED", reason });
  if (opened === undefined) return stays("It cannot be opened: its key is not among PERSONAL_DATA_KEYS.");
  if (!isWhole) return stays("Only its beginning was kept.");
  // The name of the write key for Segment's messages; other events name their source themselves.
  const batchSource = door === "SEGMENT" ? source : null;
  const events: readonly unknown[] = [JSON.parse(opened.body)];
  const [result] = await ingest({
    door,
    source: batchSource,
    isTrusted,
    events,
    receivedAt: new Date(receivedAt),
  });
  const { status = "REJECTED", reason = null } = result ?? {};
  if (status !== "REJECTED") await deadLetters.drop([id]);
  return { id, status, reason };
}
