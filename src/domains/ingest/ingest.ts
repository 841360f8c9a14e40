// The port behind every door: a batch of events goes in, and when it is answered everything about it is durable.
import type { IngestDoor } from "./dead-letter.js";
import type { IngestResult } from "./sent-event.js";

/** Events as they came by one door. */
export interface SentBatch {
  readonly door: IngestDoor;
  /** Name of the write key that they came with; null where events name their own source. */
  readonly source: string | null;
  /** Whether the sender may say whose a customer number, an e-mail or a telephone is. */
  readonly isTrusted: boolean;
  /** Parsed JSON, as the door's callers write it. */
  readonly events: readonly unknown[];
  /** Length of the batch as it came; measured where a door does not know it. */
  readonly bytes?: number;
  /** When it came, where that is not now: a dead letter that is replayed. */
  readonly receivedAt?: Date;
}

/**
 * Takes a batch: answers for each event in its order, after the commit. Rejects with INGEST_QUEUE_FULL or
 * STORE_UNAVAILABLE; then nothing is promised, and the same batch may be sent again without doubles.
 */
export type IngestBatch = (batch: SentBatch) => Promise<readonly IngestResult[]>;
