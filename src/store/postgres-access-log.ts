// The access log as answers use it: group commit. Notes queue; one writer a process sends all that wait as one statement
// on a connection of its own, and what comes in meanwhile is the next batch. The end of its segment is in memory, so
// processes do not wait for one another.
//
// When the fate of a statement is unknown (the connection broke), the segment is closed and the end at which it was closed
// says whether the batch is in it; if not, it never will be, and goes into a new segment. So nothing is lost or written
// twice, and no chain forks.
import type { AccessNote, SharedAccessNote } from "../domains/audit/access-entry.js";
import type { AccessLog } from "../domains/audit/access-log.js";
import { toAnchor } from "../domains/audit/access-anchor.js";
import type { AccessKeys } from "../domains/audit/access-chain.js";
import type { Logger } from "../observability/logger.js";
import type { Clock } from "../shared/clock.js";
import { GatewayError } from "../shared/errors.js";
import { isUuid } from "../shared/ids.js";
import { toInstant, toShortInstant } from "../shared/instant.js";
import { toBatch, type Batch } from "./access-batch.js";
import { AccessConnection } from "./access-connection.js";
import type { AccessLists } from "./access-lists.js";
import { closeSegment, openSegment, type Segment } from "./access-segments.js";
import type { StorePool } from "./statements.js";

/** What the writer needs. */
export interface AccessLogSettings {
  readonly pool: StorePool;
  readonly keys: AccessKeys;
  readonly lists: AccessLists;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The writer of this process. */
export interface PostgresAccessLog extends AccessLog {
  /** Opens the segment of this process ahead of the first answer. */
  open(): Promise<void>;
  /** The state of the whole log in one line, to be kept where nobody who can change the database can change it. */
  findAnchor(): Promise<string>;
  /** Writes what waits and closes the segment. */
  close(): Promise<void>;
}

interface Waiting {
  readonly notes: readonly (AccessNote | SharedAccessNote)[];
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
}

/** More notes than these waiting mean that the database does not keep up; at 10,000 a second it is a second's worth. */
const mostWaiting = 10_000;
const mostInBatch = 1_000;
/** How long a batch may take, all attempts together. */
const batchTimeoutMs = 2_000;
/** Makes the writer; it connects with the first note. */
export function createAccessLog(settings: AccessLogSettings): PostgresAccessLog {
  const { keys, lists, clock, logger } = settings;
  const connection = new AccessConnection(settings.pool);
  const waiting: Waiting[] = [];
  let waitingNotes = 0;
  let working: Promise<void> | undefined;
  let segment: Segment | undefined;
  /** A segment that is not trusted any more, to be closed before the next is opened. */
  let left: number | undefined;
  let isClosed = false;

  /** Closes the segment that was left and opens a new one; answers whether `batch` turned out to be in the old one. */
  async function renewSegment(batch: Batch | undefined): Promise<boolean> {
    const openedAt = toShortInstant(toInstant(clock.now()));
    const { opened, end } = await connection.transact(async (query) => {
      const end = left === undefined ? undefined : await closeSegment(query, keys, left);
      return { end, opened: await openSegment(query, keys, "ANSWERS", openedAt) };
    });
    segment = opened;
    left = undefined;
    return batch !== undefined && end?.mac.equals(batch.end.mac) === true;
  }

  async function write(notes: Waiting["notes"]): Promise<void> {
    let batch: Batch | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        if (segment === undefined && (await renewSegment(batch))) break;
        if (segment === undefined) throw new Error("No segment was opened.");
        const { number, keyId } = segment;
        batch = toBatch(keys, lists, segment, notes);
        left = number;
        const written = await connection.execute(batch.statement, batch.values);
        if (written === batch.count) {
          segment = { number, keyId, end: batch.end };
          left = undefined;
          break;
        }
        segment = undefined;
        logger.warn(
          { segment: number },
          "A segment of the access log is not as it was left; another one is opened.",
        );
      } catch (error) {
        segment = undefined;
        lists.forget();
        if (attempt === 2 || connection.isExpired) throw error;
      }
      if (attempt === 3) throw new Error("The segments of the access log do not stay as they are left.");
    }
    if (batch !== undefined) lists.keep(batch.newLists);
  }

  function takeBatch(): Waiting[] {
    let count = 0;
    let taken = 0;
    while (taken < waiting.length && (taken === 0 || count + waiting[taken]!.notes.length <= mostInBatch)) {
      count += waiting[taken]!.notes.length;
      taken++;
    }
    waitingNotes -= count;
    return waiting.splice(0, taken);
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      // A round of the event loop, so that answers of the same round share a statement; no longer. Letting notes gather for
      // 5 to 20 ms made no answer cheaper where the process was busy, since batches then grow by themselves, and took a
      // third of the throughput where it was not (docs/decisions/0017).
      await new Promise((resolve) => setImmediate(resolve));
      const batch = takeBatch();
      try {
        await connection.within(batchTimeoutMs, () => write(batch.flatMap(({ notes }) => notes)));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        logger.error({ err: error }, "The access log could not be written.");
        // Those behind would only wait for the same; the next answer tries again.
        const failed = [...batch, ...waiting.splice(0)];
        waitingNotes = 0;
        for (const { reject } of failed) reject(toUnavailable(error));
      }
    }
  }

  function start(): Promise<void> {
    return (working ??= work().finally(() => {
      working = undefined;
      if (waiting.length > 0) void start();
    }));
  }

  return {
    append(notes) {
      if (notes.length === 0) return Promise.resolve();
      if (!notes.every(({ subjectRef }) => isUuid(subjectRef))) {
        return Promise.reject(
          new TypeError("A person of the access log is named by the reference of their row."),
        );
      }
      if (isClosed || waitingNotes + notes.length > Math.max(mostWaiting, notes.length)) {
        return Promise.reject(toUnavailable(undefined));
      }
      waitingNotes += notes.length;
      const written = new Promise<void>((resolve, reject) => waiting.push({ notes, resolve, reject }));
      void start();
      return written;
    },
    async open() {
      if (segment === undefined) await connection.within(batchTimeoutMs, () => renewSegment(undefined));
    },
    async findAnchor() {
      const { rows } = await settings.pool.query<AnchorRow>(
        `select head.steps, head.mac, segment.number, segment.last_sequence, segment.last_mac
           from access_head head left join access_segment segment on segment.closed_by is null`,
      );
      const [first] = rows;
      if (first === undefined) throw new Error("The access log has no head.");
      const open = rows.flatMap(({ number, last_sequence, last_mac }) =>
        number === null
          ? []
          : [[Number(number), { sequence: Number(last_sequence), mac: last_mac }] as const],
      );
      return toAnchor({ steps: Number(first.steps), mac: first.mac, open: new Map(open) });
    },
    async close() {
      isClosed = true;
      while (working !== undefined) await working;
      const number = segment?.number ?? left;
      segment = undefined;
      try {
        // A segment that cannot be closed stays open, which is no fault: it has its end all the same.
        if (number !== undefined) {
          await connection.within(batchTimeoutMs, () =>
            connection.transact((query) => closeSegment(query, keys, number)),
          );
        }
      } catch (error) {
        logger.warn({ err: error }, "The segment of the access log was left open.");
      } finally {
        connection.drop();
      }
    },
  };
}

interface AnchorRow {
  readonly steps: string;
  readonly mac: Buffer;
  readonly number: string | null;
  readonly last_sequence: string;
  readonly last_mac: Buffer;
}

function toUnavailable(cause: unknown): GatewayError {
  return new GatewayError(
    "ACCESS_LOG_UNAVAILABLE",
    "The access could not be logged; without its entry nothing is shown or changed.",
    {},
    { cause },
  );
}
