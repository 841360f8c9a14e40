// The one way in for events of other systems, whichever door they come by. Batches that arrive while others are being
// committed go into one transaction together: a commit waits for the disk, however much is in it. Nothing is answered before
// it is durable, and what cannot wait is told to come again.
import { randomUUID } from "node:crypto";
import type { IngestBatch, SentBatch } from "../domains/ingest/ingest.js";
import type { IngestDoor } from "../domains/ingest/dead-letter.js";
import { ingestLimits, RejectedEvent, type IngestResult } from "../domains/ingest/sent-event.js";
import type { Logger } from "../observability/logger.js";
import type { Clock } from "../shared/clock.js";
import { GatewayError } from "../shared/errors.js";
import { BatchQueue, type QueueLimits, type WaitingBatch } from "./batch-queue.js";
import { readCloudEvent } from "./doors/cloud-event.js";
import { readSegmentMessage } from "./doors/segment.js";
import { ingestGroup, type IngestStores } from "./ingest-group.js";
import { readSent, type ReadDoor, type ReadEvent } from "./read-sent.js";

/** What taking events needs. */
export interface IngestParts extends IngestStores, QueueLimits {
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error">;
  readonly newId?: () => string;
}

/** Two: while one waits for its commit, the next is brought to the database. */
const maxUnderWay = 2;

const doors: { readonly [Door in IngestDoor]: ReadDoor } = {
  SEGMENT: readSegmentMessage,
  CLOUD_EVENTS: readCloudEvent,
  // The mutation's input has our words already.
  GRAPHQL: (raw) => (typeof raw === "object" && raw !== null ? raw : {}),
};

/** Makes the way in. */
export function createIngest(parts: IngestParts): IngestBatch {
  const { clock, newId = randomUUID } = parts;
  const queue = new BatchQueue(parts);
  let underWay = 0;

  function start(): void {
    while (underWay < maxUnderWay && !queue.isEmpty) {
      const group = queue.takeGroup();
      underWay += 1;
      void run(group).finally(() => {
        queue.release(group);
        underWay -= 1;
        start();
      });
    }
  }

  async function run(group: readonly WaitingBatch[]): Promise<void> {
    try {
      const results = await ingestSafely(
        group.flatMap(({ read }) => read),
        parts,
      );
      let at = 0;
      for (const { read, resolve } of group) resolve(results.slice(at, (at += read.length)));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  return ({ events, bytes = toBytes(events), ...sender }: SentBatch) => {
    if (!queue.hasRoomFor(events.length, bytes)) {
      return Promise.reject(
        new GatewayError(
          "INGEST_QUEUE_FULL",
          "Too many events wait to be written; send the batch again later.",
        ),
      );
    }
    const now = clock.now();
    const read = events.map((raw) => readSent(raw, sender, doors, { now, newId }));
    if (read.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      queue.add({ read, bytes, resolve, reject });
      // Whatever else arrives in this turn of the event loop goes along.
      setImmediate(start);
    });
  };
}

function toBytes(events: readonly unknown[]): number {
  try {
    return Buffer.byteLength(JSON.stringify(events), "utf8");
  } catch {
    // Nested too deep to be written: such an event is refused, but takes its place until then.
    return ingestLimits.batchBytes;
  }
}

/**
 * Takes a group. What the database cannot store fails the whole transaction: the group is then halved until the event is
 * found that it is, which is refused and becomes a dead letter like every other.
 */
async function ingestSafely(
  read: readonly ReadEvent[],
  parts: IngestParts,
): Promise<readonly IngestResult[]> {
  try {
    return await ingestGroup(read, parts);
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    // Transactions that wait for each other's rows: one of them is broken off, and may try again.
    if (isDeadlock(error)) return ingestGroup(read, parts);
    const [only] = read;
    if (only === undefined || !isAboutData(error)) throw error;
    if (read.length > 1) {
      const half = Math.ceil(read.length / 2);
      return [
        ...(await ingestSafely(read.slice(0, half), parts)),
        ...(await ingestSafely(read.slice(half), parts)),
      ];
    }
    if (only.event === undefined) throw error;
    parts.logger.error({ err: error }, "An event that was sent to us cannot be stored.");
    const refusal = new RejectedEvent("NOT_STORABLE", "The event cannot be stored.");
    return ingestGroup([{ ...only, event: undefined, refusal }], parts);
  }
}

/** SQLSTATE: a deadlock. */
function isDeadlock(error: unknown): boolean {
  return findSqlState(error) === "40P01";
}

/** SQLSTATE classes: data exception, integrity constraint violation, program limit exceeded. */
function isAboutData(error: unknown): boolean {
  return /^(?:22|23|54)/.test(findSqlState(error));
}

function findSqlState(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
