// What the listeners' process is told and what it answers.

/** One subscriber to be. */
export interface SubscriberOrder {
  readonly customerId: string;
  readonly token: string;
}

/** Connect all of them; answered when each has its snapshot. */
export interface ConnectOrder {
  readonly kind: "connect";
  readonly port: number;
  readonly operation: string;
  readonly subscribers: readonly SubscriberOrder[];
}

/** Say what came since the last time. */
interface CollectOrder {
  readonly kind: "collect";
}

/** Close every connection. */
interface DisconnectOrder {
  readonly kind: "disconnect";
}

export type ListenerOrder = ConnectOrder | CollectOrder | DisconnectOrder;

/** What came. */
export interface Deliveries {
  readonly deliveries: number;
  readonly bytes: number;
  /** From when an event was due to when its frame was read. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The text of one delivery. */
  readonly sample: string;
  /** Connections that were closed, and messages that were no delivery. */
  readonly faults: number;
}
