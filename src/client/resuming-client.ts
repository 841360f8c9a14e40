// The client's side of a subscription that loses nothing: it goes on behind the last cursor after every end that is not final.
// For programs of others (package export `./client`): runs in browsers and in Node, and stands on nothing of the gateway.
import { createClient, type Client } from "graphql-ws";
import { toBackoffMs, timerPause, type BackoffLimits } from "../shared/backoff.js";
import { decideAfterEnd, type Interruption } from "./decide-after-end.js";
import { Intake } from "./intake.js";
import { SubscriptionError } from "./subscription-error.js";

export type { Interruption } from "./decide-after-end.js";
export { SubscriptionError } from "./subscription-error.js";

/** How a client connects. */
export interface ResumingClientOptions {
  /** Of the gateway's GraphQL, e.g. `https://customers.example/graphql`. */
  readonly url: string;
  /** Answers a token; called for each connection. `isRefused`: the last one was not accepted or has expired. */
  readonly getToken: (isRefused: boolean) => string | Promise<string>;
  /** What the data is used for, where the token leaves the choice. */
  readonly purpose?: string;
  /** Takes the place of the platform's own. */
  readonly webSocket?: unknown;
  /** The waits between attempts, 100 ms to 10 s by default. */
  readonly backoff?: BackoffLimits;
  /** Events that may wait to be taken before the gateway is asked to pause, 1,000 by default. */
  readonly maxWaiting?: number;
  /** Hears why a subscription has to go on by itself, e.g. with SUBSCRIPTION_OVERFLOW. */
  readonly onInterrupted?: (interruption: Interruption) => void;
}

/** A subscription to follow. The operation has one field and selects its `cursor`. */
export interface Followed {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Cursor of the last event that was dealt with, also in an earlier process; it becomes the variable `after`. */
  readonly after?: string | undefined;
  /** Ends the subscription without an error. */
  readonly signal?: AbortSignal;
}

/** One event. */
export interface FollowedEvent<Data> {
  /** To keep with what was done with the event; undefined when the event could not be told at all (`errors` say why). */
  readonly cursor: string | undefined;
  readonly data: Data | null | undefined;
  readonly errors?: readonly { readonly message: string; readonly extensions?: object }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** One connection that many subscriptions share. */
export interface ResumingClient extends AsyncDisposable {
  /**
   * Every event once, in order, whatever happens to the connection. Ends when the gateway has completed the subscription.
   * Throws SubscriptionError when it cannot go on without a gap (CURSOR_TOO_OLD), or was refused.
   */
  follow<Data = Readonly<Record<string, unknown>>>(
    subscription: Followed,
  ): AsyncGenerator<FollowedEvent<Data>, void, void>;
}

/** How long a gateway may take to accept a connection, or to answer a ping. */
const answerTimeoutMs = 5_000;
const pingIntervalMs = 12_000;

/** Creates a client; it connects when there is something to follow. */
export function createResumingClient(options: ResumingClientOptions): ResumingClient {
  const { backoff = { minMs: 100, maxMs: 10_000 }, maxWaiting = 1_000, onInterrupted } = options;
  const connection = connect(options);

  async function* follow<Data>(subscription: Followed): AsyncGenerator<FollowedEvent<Data>, void, void> {
    const { signal = new AbortController().signal } = subscription;
    let { after } = subscription;
    for (let failures = 0; !signal.aborted;) {
      using intake = new Intake<FollowedEvent<Data>>(
        connection.client,
        { ...subscription, after },
        maxWaiting,
      );
      try {
        for await (const event of intake) {
          failures = 0;
          after = event.cursor ?? after;
          yield event;
        }
        if (intake.isCompleted || signal.aborted) return;
      } catch (error) {
        const next = decideAfterEnd(error, connection.refusals());
        after = next.cursor ?? after;
        failures += 1;
        const waitMs = toBackoffMs(failures, backoff, Math.random);
        onInterrupted?.({ ...next, cursor: after, failures, waitMs });
        await timerPause(waitMs, signal);
      }
    }
  }

  return {
    follow,
    [Symbol.asyncDispose]: async () => {
      await connection.client.dispose();
    },
  };
}

interface Connection {
  readonly client: Client;
  /** How many connections in a row were refused because of their token. */
  readonly refusals: () => number;
}

function connect({ url, getToken, purpose, webSocket }: ResumingClientOptions): Connection {
  let refusals = 0;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: url.replace(/^http/, "ws"),
    ...(webSocket !== undefined && { webSocketImpl: webSocket }),
    connectionParams: async () => {
      const token = await getToken(refusals > 0);
      return { authorization: `Bearer ${token}`, ...(purpose !== undefined && { purpose }) };
    },
    // It would ask again with the arguments of the beginning; who follows asks with its last cursor.
    retryAttempts: 0,
    keepAlive: pingIntervalMs,
    connectionAckWaitTimeout: answerTimeoutMs,
    on: {
      connected: () => (refusals = 0),
      closed: (event) => {
        clearTimeout(silence);
        if ((event as { code?: number }).code === SubscriptionError.refused) refusals += 1;
      },
      // A connection may be dead for long before anybody says so.
      ping: (isReceived) => {
        if (!isReceived) silence = setTimeout(() => client.terminate(), answerTimeoutMs);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(silence);
      },
    },
  });
  return { client, refusals: () => refusals };
}
