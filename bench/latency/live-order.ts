// What the process of subscribers and writer is told, and what it answers.

/** A gateway and the token with which its subscribers come. */
export interface LiveGateway {
  readonly port: number;
  readonly token: string;
}

/** Where events are appended: as a gateway, a worker or the follower of a source does it. */
export interface WriterOrder {
  readonly databaseUrl: string;
  /** Undefined: PostgreSQL alone. */
  readonly nats: { readonly url: string; readonly prefix: string } | undefined;
}

/** One stretch. */
export interface LiveOrder {
  readonly gateways: readonly LiveGateway[];
  /** Each has one subscriber, at one gateway after the other. */
  readonly customerIds: readonly string[];
  readonly writer: WriterOrder;
  readonly perSecond: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** What became of it. */
export interface LiveResult {
  readonly events: number;
  /** Events that no frame brought. */
  readonly lost: number;
  /** Frames of an event that was there already. */
  readonly repeated: number;
  /** From the commit of an event to its frame. */
  readonly latenciesMs: readonly number[];
  /** From the time at which it was due to be appended to its frame. */
  readonly sinceDueMs: readonly number[];
}
