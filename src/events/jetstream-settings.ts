import type { EventLog } from "../domains/events/event.js";
import type { Logger } from "../observability/logger.js";
import type { StreamSettings } from "./jetstream-stream.js";
import type { NatsAddress } from "./nats-session.js";
import type { EventLogSettings } from "./postgres-event-log.js";

/** What the log over JetStream is made of. */
export interface JetStreamSettings extends Pick<EventLogSettings, "read" | "onAppended"> {
  /** The log in PostgreSQL. */
  readonly base: EventLog;
  /** The same PostgreSQL, for the lock of the publisher: directly, not through a pool that shares sessions. */
  readonly databaseUrl: string;
  readonly address: NatsAddress;
  readonly stream: StreamSettings;
  readonly logger: Logger;
  /** How often PostgreSQL is read while the stream is not heard, and by the publisher when nobody wakes it. */
  readonly pollMs?: number;
  /** How often it is looked whether the stream keeps up. */
  readonly checkMs?: number;
}
