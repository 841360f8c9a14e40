// Batches that wait for a transaction, and how many may: a limit of events, which cost time, and one of bytes, which cost
// memory until they are answered.
import type { IngestResult } from "../domains/ingest/sent-event.js";
import type { ReadEvent } from "./read-sent.js";

/** A batch that waits. */
export interface WaitingBatch {
  readonly read: readonly ReadEvent[];
  readonly bytes: number;
  readonly resolve: (results: readonly IngestResult[]) => void;
  readonly reject: (error: unknown) => void;
}

/** How many may wait, and how many go together. */
export interface QueueLimits {
  /** Most events that wait for a transaction; 20,000 by default. */
  readonly maxWaiting?: number;
  /** Most bytes of batches that are not answered yet; 64 MiB by default. */
  readonly maxWaitingBytes?: number;
  /** Most events in one transaction; 2,000 by default. */
  readonly maxGroup?: number;
}

/** Most bytes in one transaction. */
const maxGroupBytes = 4_194_304;

/** First in, first out. */
export class BatchQueue {
  readonly #waiting: WaitingBatch[] = [];
  readonly #limits: Required<QueueLimits>;
  #events = 0;
  #bytes = 0;

  constructor({ maxWaiting = 20_000, maxWaitingBytes = 67_108_864, maxGroup = 2_000 }: QueueLimits) {
    this.#limits = { maxWaiting, maxWaitingBytes, maxGroup };
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether one more batch may wait. One always may, however large: it would never get in otherwise. */
  hasRoomFor(events: number, bytes: number): boolean {
    return (
      (this.#events === 0 || this.#events + events <= this.#limits.maxWaiting) &&
      (this.#bytes === 0 || this.#bytes + bytes <= this.#limits.maxWaitingBytes)
    );
  }

  add(batch: WaitingBatch): void {
    this.#waiting.push(batch);
    this.#events += batch.read.length;
    this.#bytes += batch.bytes;
  }

  /** The batches that go into the next transaction together. Their bytes count until they are `release`d. */
  takeGroup(): readonly WaitingBatch[] {
    const group: WaitingBatch[] = [];
    let events = 0;
    let bytes = 0;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      events += next.read.length;
      bytes += next.bytes;
      if (group.length > 0 && (events > this.#limits.maxGroup || bytes > maxGroupBytes)) break;
      group.push(next);
      this.#waiting.shift();
      this.#events -= next.read.length;
    }
    return group;
  }

  /** Says that the group was answered. */
  release(group: readonly WaitingBatch[]): void {
    for (const { bytes } of group) this.#bytes -= bytes;
  }
}
