// Tells the other processes that the log has grown, and hears it from them, over one connection of its own. Whoever has
// appended asks how far the log is settled and says that number to all in one NOTIFY, which so speaks for everything that is
// committed by then, whoever wrote it: many appends, one NOTIFY, and none in a writer's transaction (it takes a lock of the
// whole server at commit). A notice is a hint to look; what is lost with a connection is found by looking.
import { Client } from "pg";
import type { Logger } from "../observability/logger.js";
import { timerPause, toBackoffMs } from "../shared/backoff.js";
import { breakWhenSilent } from "../shared/break-when-silent.js";

/** What a relay needs. */
export interface RelaySettings {
  readonly url: string;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** Hears a horizon that somebody has announced; undefined: connected anew, notices may have been missed. */
  readonly onHeard: (horizon: bigint | undefined) => void;
}

/** A relay; it connects by itself, again and again. */
export interface EventRelay extends AsyncDisposable {
  /** Whether notices arrive: the connection has heard its own. */
  readonly isListening: boolean;
  /** Asks for the horizon and tells it to all when it is above `known`; undefined while there is no connection. */
  announce(known: bigint): Promise<bigint | undefined>;
}

const channel = "event_log";
const connectTimeoutMs = 5_000;
/** A connection that does not answer for so long is given up. */
const silenceMs = 2_000;
const backoff = { minMs: 50, maxMs: 2_000 };

// `offset 0` keeps the question from being asked twice.
const announcement = {
  name: "announce-horizon",
  text: `select horizon, case when horizon > $1::bigint then pg_notify('${channel}', horizon::text) end
           from (select event_horizon() as horizon offset 0) asked`,
};

/** Starts a relay. */
export function createEventRelay({ url, logger, onHeard }: RelaySettings): EventRelay {
  const stop = new AbortController();
  let client: Client | undefined;
  let isListening = false;

  async function connect(): Promise<{ readonly client: Client; readonly ended: Promise<void> }> {
    const next = new Client({
      connectionString: url,
      application_name: "customer-360-gateway-relay",
      // A notice is worth nothing after a crash: it waits for no disk.
      options: "-c timezone=UTC -c synchronous_commit=off",
      connectionTimeoutMillis: connectTimeoutMs,
    });
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    next.on("error", () => void next.end().catch(() => undefined));
    next.on("end", () => resolve());
    next.on("notification", ({ payload = "" }) => {
      if (!/^\d{1,19}$/.test(payload)) return;
      isListening = client === next;
      onHeard(BigInt(payload));
    });
    try {
      await next.connect();
      breakWhenSilent(next, silenceMs);
      await next.query(`listen ${channel}`);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    return { client: next, ended };
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stop.signal.aborted) {
      try {
        const connected = await connect();
        client = connected.client;
        if (stop.signal.aborted) void client.end().catch(() => undefined);
        // Its own notice proves that notices arrive: behind a pooler that shares connections they do not.
        else await client.query("select pg_notify($1, event_horizon()::text)", [channel]);
        onHeard(undefined);
        if (failures > 0) logger.info({ failures }, "Events of other processes are heard of again.");
        failures = 0;
        await connected.ended;
      } catch (error) {
        failures += 1;
        if (failures === 1)
          logger.warn({ err: error }, "Events of other processes are not heard of, only looked for.");
        await client?.end().catch(() => undefined);
      }
      client = undefined;
      isListening = false;
      if (!stop.signal.aborted)
        await timerPause(toBackoffMs(Math.max(failures, 1), backoff, Math.random), stop.signal);
    }
  }

  const running = run();
  return {
    get isListening() {
      return isListening;
    },
    async announce(known) {
      const asked = client;
      if (asked === undefined) return undefined;
      try {
        const { rows } = await asked.query<[string]>({
          ...announcement,
          values: [known.toString()],
          rowMode: "array",
        });
        return rows[0] && BigInt(rows[0][0]);
      } catch (error) {
        // Whatever it was, a new connection is better than one in doubt.
        void asked.end().catch(() => undefined);
        throw error;
      }
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await client?.end().catch(() => undefined);
      await running;
    },
  };
}
