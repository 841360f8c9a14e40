/** How the gateway listens. Everything but the port has a default. */
export interface TransportSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Origins whose pages may call the API from a browser; none by default. */
  readonly corsOrigins: readonly string[];
  /** Addresses or CIDR ranges of proxies whose `x-forwarded-for` is believed; none by default. */
  readonly trustedProxies: readonly string[];
  readonly maxBodyBytes: number;
  /** How long a request may take to arrive. */
  readonly requestTimeoutMs: number;
  /** How long requests in flight may take to end at shutdown. */
  readonly shutdownGraceMs: number;
  readonly socket: SocketSettings;
}

/** How WebSocket connections are kept. */
export interface SocketSettings {
  readonly maxMessageBytes: number;
  /** A peer that has not answered a ping for this long is dropped. */
  readonly keepAliveMs: number;
  /** How long a client may take to send `connection_init`. */
  readonly initTimeoutMs: number;
  /** Above this a client's operations wait until it has read. */
  readonly maxBufferedBytes: number;
  /** Messages of one client whose answers have not ended, subscriptions included. */
  readonly maxInFlight: number;
}

const defaults: Omit<TransportSettings, "port"> = {
  host: "127.0.0.1",
  corsOrigins: [],
  trustedProxies: [],
  maxBodyBytes: 1_048_576,
  requestTimeoutMs: 30_000,
  shutdownGraceMs: 10_000,
  socket: {
    maxMessageBytes: 1_048_576,
    keepAliveMs: 12_000,
    initTimeoutMs: 3_000,
    maxBufferedBytes: 1_048_576,
    maxInFlight: 200,
  },
};

/** What a caller of `startTransport` must and may say. */
export type TransportOptions = Pick<TransportSettings, "port"> &
  Partial<Omit<TransportSettings, "socket">> & { readonly socket?: Partial<SocketSettings> };

/** The settings with defaults filled in. */
export function toTransportSettings(options: TransportOptions): TransportSettings {
  return { ...defaults, ...options, socket: { ...defaults.socket, ...options.socket } };
}
