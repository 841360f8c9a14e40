// The stream of a slot: rows and ends of committed transactions, in commit order, as PostgreSQL's pgoutput sends them.
// In: a slot. Out: a bounded queue; what does not fit waits in the socket, and then at the source.
import type { Socket } from "node:net";
import { LogicalReplicationService, type Pgoutput, PgoutputPlugin } from "pg-logical-replication";
import type { Client } from "pg";
import type { Instant } from "../../../shared/instant.js";
import { findParser } from "../postgres-client.js";
import { type Lsn, parseLsn, toLsnText } from "./lsn.js";

/** A row that was inserted or updated by a committed transaction. */
export interface StreamedRow {
  readonly kind: "row";
  /** Schema and name of its table. */
  readonly relation: string;
  readonly isUpdate: boolean;
  /** Values by column, without those that were not sent. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Where it stands in the log: the same whenever it is sent again. */
  readonly lsn: string;
  readonly xid: number;
  readonly committedAt: Instant;
}

/** Everything before this place was sent. */
export interface StreamedEnd {
  readonly kind: "end";
  readonly lsn: Lsn;
}

/** What is not followed. */
export interface StreamedOther {
  readonly kind: "other";
  readonly operation: "delete" | "truncate";
}

export type StreamItem = StreamedRow | StreamedEnd | StreamedOther;

/** A stream that was opened. */
export interface PgoutputStream extends AsyncDisposable {
  /** The next items, at most `limit`, none when nothing came for `waitMs`. Rejects when the stream has ended. */
  take(limit: number, waitMs: number): Promise<readonly StreamItem[]>;
  /** Tells the source that everything before `lsn` is kept, and asks it to answer. */
  acknowledge(lsn: Lsn): void;
  /** Milliseconds since the source was last heard; 0 while it is not listened to. */
  silentMs(): number;
}

const connectTimeoutMs = 5_000;
const sessionOptions = "-c timezone=UTC -c datestyle=ISO";
/** While more than this waits in the queue nothing is taken from the socket. */
const fullBytes = 1_048_576;

/** Opens the stream of a slot at the place that the slot has confirmed. */
export function openPgoutputStream(names: {
  readonly url: string;
  readonly slot: string;
  readonly publication: string;
}): PgoutputStream {
  const queue: { readonly item: StreamItem; readonly bytes: number }[] = [];
  let queuedBytes = 0;
  let failure: Error | undefined;
  let heardAt = performance.now();
  let wake: () => void = () => undefined;
  let transaction: { readonly xid: number; readonly committedAt: Instant } | undefined;

  const plugin = new ObservedPlugin(names.publication);
  const service = new LogicalReplicationService(
    {
      connectionString: names.url,
      application_name: "customer-360-gateway",
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      options: sessionOptions,
    },
    // NOTE: by itself the library confirms what it has received, whatever becomes of it.
    { acknowledge: { auto: false, timeoutSeconds: 0 } },
  );
  const fail = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error("The source ended the stream.", { cause: error });
    wake();
  };
  const push = (item: StreamItem): void => {
    // Ends between which nothing lies are one.
    if (item.kind === "end" && queue.at(-1)?.item.kind === "end") queue.pop();
    const bytes = item.kind === "end" ? 0 : plugin.lastBytes;
    queue.push({ item, bytes });
    queuedBytes += bytes;
    if (queuedBytes > fullBytes) plugin.socket?.pause();
    wake();
  };

  service.on("error", fail);
  service.on("data", (lsn: string, message: Pgoutput.Message | ParseFault) => {
    heardAt = performance.now();
    switch (message.tag) {
      case "fault":
        return fail(message.error);
      case "begin":
        transaction = { xid: message.xid, committedAt: toInstant(BigInt(message.commitTime.toString())) };
        return undefined;
      case "insert":
      case "update": {
        if (transaction === undefined) return fail(new Error("A row came outside a transaction."));
        const { schema, name } = message.relation;
        const isUpdate = message.tag === "update";
        const row = { relation: `${schema}.${name}`, isUpdate, values: message.new, lsn, ...transaction };
        return push({ kind: "row", ...row });
      }
      case "delete":
      case "truncate":
        return push({ kind: "other", operation: message.tag });
      case "commit":
        transaction = undefined;
        return push({ kind: "end", lsn: parseLsn(message.commitEndLsn ?? "") });
      default:
        return undefined;
    }
  });
  service.on("heartbeat", (lsn: string) => {
    heardAt = performance.now();
    // Within a transaction the place lies behind rows that are still to come.
    if (transaction === undefined) push({ kind: "end", lsn: parseLsn(lsn) });
  });
  // From where the slot was confirmed: a place of our own, were it wrong, would skip what lies before it.
  service.subscribe(plugin, names.slot, "0/00000000").then(() => fail(undefined), fail);

  return {
    async take(limit, waitMs) {
      if (queue.length === 0 && failure === undefined) {
        const woken = Promise.withResolvers<void>();
        wake = woken.resolve;
        const timer = setTimeout(woken.resolve, waitMs);
        await woken.promise;
        clearTimeout(timer);
      }
      if (failure !== undefined) throw failure;
      const taken = queue.splice(0, limit);
      queuedBytes -= taken.reduce((sum, { bytes }) => sum + bytes, 0);
      if (queuedBytes <= fullBytes && plugin.socket?.isPaused()) {
        heardAt = performance.now();
        plugin.socket.resume();
      }
      return taken.map(({ item }) => item);
    },
    acknowledge(lsn) {
      // The library adds one to what it is given, and PostgreSQL takes what is confirmed for the first byte that is not
      // needed: one too many would skip a transaction whose commit begins right there.
      service.acknowledge(toLsnText(lsn - 1n), true).catch(fail);
    },
    silentMs: () => (plugin.socket?.isPaused() ? 0 : performance.now() - heardAt),
    [Symbol.asyncDispose]: async () => {
      fail(new Error("The stream was closed."));
      await service.destroy();
    },
  };
}

interface ParseFault {
  readonly tag: "fault";
  readonly error: unknown;
}

/** The library's plugin with what it keeps to itself: the socket, the size of a message, and a fault in reading one. */
class ObservedPlugin extends PgoutputPlugin {
  socket: Socket | undefined;
  lastBytes = 0;

  constructor(publication: string) {
    super({ protoVersion: 1, publicationNames: [publication] });
  }

  override start(client: Client, slot: string, lsn: string): Promise<unknown> {
    this.socket = (
      client as unknown as { readonly connection: { readonly stream: Socket } }
    ).connection.stream;
    return super.start(client, slot, lsn);
  }

  // A throw in here would be one in the socket's event, which nobody catches.
  override parse(buffer: Buffer): Pgoutput.Message {
    this.lastBytes = buffer.length;
    try {
      const message = super.parse(buffer);
      if (message.tag === "relation") {
        for (const column of message.columns) column.parser = findParser(column.typeOid);
      }
      return message;
    } catch (error) {
      const fault: ParseFault = { tag: "fault", error };
      return fault as unknown as Pgoutput.Message;
    }
  }
}

function toInstant(microseconds: bigint): Instant {
  const text = new Date(Number(microseconds / 1_000n)).toISOString();
  return text.replace("Z", `${String(microseconds % 1_000n).padStart(3, "0")}Z`);
}
