// Keeps one connection to NATS: connects, hands the connection to its user, and connects again when it is lost. NATS is never
// waited for at the start, because the gateway works without it.
import {
  connect,
  credsAuthenticator,
  type NatsConnection,
  type NodeConnectionOptions,
} from "@nats-io/transport-node";
import type { Logger } from "../observability/logger.js";
import { timerPause, toBackoffMs } from "../shared/backoff.js";

/** Where NATS is and who asks. */
export interface NatsAddress {
  /** `nats://` or `tls://`, with a user and password or a token where the server wants them; all have the same. */
  readonly urls: readonly string[];
  /** The text of a `.creds` file: a JWT and its seed. */
  readonly credentials?: string;
}

const retry = { minMs: 100, maxMs: 2_000 };

/** Runs `serve` on every connection; `ended` is aborted when the connection is lost or the session is disposed of. */
export function keepNatsSession(
  address: NatsAddress,
  logger: Logger,
  serve: (connection: NatsConnection, ended: AbortSignal) => Promise<void>,
): AsyncDisposable {
  const stop = new AbortController();
  let failures = 0;

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const connection = await connect(toConnectionOptions(address));
        if (failures > 0) logger.info("NATS answers again.");
        failures = 0;
        await serveConnection(connection);
        if (!stop.signal.aborted) logger.warn("The connection to NATS was lost.");
      } catch (error) {
        if (failures === 0)
          logger.warn({ err: error }, "NATS does not answer; events are read from the store.");
      }
      failures += 1;
      if (!stop.signal.aborted) await timerPause(toBackoffMs(failures, retry, Math.random), stop.signal);
    }
  }

  async function serveConnection(connection: NatsConnection): Promise<void> {
    const lost = new AbortController();
    const closed = connection.closed().then(() => lost.abort());
    try {
      await serve(connection, AbortSignal.any([stop.signal, lost.signal]));
    } finally {
      await connection.close();
      await closed;
    }
  }

  const running = run();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}

/** The client neither reconnects nor sends again: what was not answered is found out from the stream, and then goes on. */
function toConnectionOptions({ urls, credentials }: NatsAddress): NodeConnectionOptions {
  const [first] = urls.map((url) => new URL(url));
  const [user, pass] = [first?.username ?? "", first?.password ?? ""].map(decodeURIComponent);
  return {
    servers: urls.map((url) => new URL(url).host),
    name: "customer-360-gateway",
    reconnect: false,
    timeout: 2_000,
    // A connection whose other end has vanished is given up within ten seconds.
    pingInterval: 5_000,
    maxPingOut: 1,
    ...(first?.protocol === "tls:" && { tls: {} }),
    ...(user && pass && { user, pass }),
    ...(user && !pass && { token: user }),
    ...(credentials !== undefined && {
      authenticator: credsAuthenticator(new TextEncoder().encode(credentials)),
    }),
  };
}
