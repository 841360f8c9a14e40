// Which event log the gateway works on: PostgreSQL's alone, or with its new events by NATS JetStream.
import type { EventLog } from "../domains/events/event.js";
import { createJetStreamEventLog } from "../events/jetstream-event-log.js";
import { createPostgresEventLog } from "../events/postgres-event-log.js";
import type { Store } from "../store/create-store.js";
import type { PartHealth } from "../transport/health.js";
import type { AppOptions } from "./app-options.js";

/** The log, and how what carries it is. */
export interface OpenEventLog {
  readonly eventLog: EventLog;
  readonly findHealth: () => readonly PartHealth[];
}

/** Opens the log; what it starts ends with `running`. */
export function openEventLog(
  { nats, databaseUrl, logger }: AppOptions,
  { read, onAppended }: Store,
  running: AsyncDisposableStack,
): OpenEventLog {
  const relay = nats === undefined ? { relayUrl: databaseUrl } : {};
  const base = running.use(createPostgresEventLog({ read, onAppended, logger, ...relay }));
  if (nats === undefined) return { eventLog: base, findHealth: () => [] };
  const eventLog = running.use(
    createJetStreamEventLog({ ...nats, base, read, onAppended, databaseUrl, logger }),
  );
  return {
    eventLog,
    findHealth: () => {
      const isReady = eventLog.isHearing();
      const status = isReady ? "OK" : "UNAVAILABLE: events are read from the store.";
      return [{ name: "nats", isNeeded: false, isReady, status }];
    },
  };
}
