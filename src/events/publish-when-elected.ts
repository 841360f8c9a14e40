// One process of many publishes: each stands for it, whoever has the lock does it, and when that one ends another goes on.
import type { NatsConnection } from "@nats-io/transport-node";
import { timerPause } from "../shared/backoff.js";
import type { Bell } from "./bell.js";
import { publish } from "./jetstream-publisher.js";
import type { JetStreamSettings } from "./jetstream-settings.js";
import type { EventStreamStore } from "./jetstream-stream.js";
import { findCursorBefore, listErasedCursors } from "./log-facts.js";
import { workWhenElected } from "./publisher-lock.js";

/** What a process needs to stand for it. */
export interface CandidateParts {
  readonly connection: NatsConnection;
  readonly stream: EventStreamStore;
  /** Rung by what this process appends, and here by what others do. */
  readonly bell: Bell;
  readonly pollMs: number;
  /** Pause between two tries to get the lock. */
  readonly retryMs: number;
  readonly settings: JetStreamSettings;
}

/** Stands for publishing until `stop` is aborted. */
export async function publishWhenElected(parts: CandidateParts, stop: AbortSignal): Promise<void> {
  const { connection, stream, bell, settings, retryMs } = parts;
  const { read, logger } = settings;
  const election = { databaseUrl: settings.databaseUrl, name: stream.name, retryMs };

  async function work(lost: AbortSignal): Promise<void> {
    logger.info({ stream: stream.name }, "This process publishes the events.");
    const wakes = connection.subscribe(stream.appendedSubject, { callback: () => bell.ring() });
    try {
      await publish(
        {
          ...parts,
          log: settings.base,
          logger,
          findStart: () => findCursorBefore(read, settings.stream.hours),
          listErased: (pseudonym, first) => listErasedCursors(read, pseudonym, first),
        },
        lost,
      );
    } finally {
      wakes.unsubscribe();
    }
  }

  while (!stop.aborted) {
    try {
      await workWhenElected(election, stop, work);
    } catch (error) {
      if (!stop.aborted)
        logger.warn({ err: error }, "The lock of the publisher cannot be asked for; trying again.");
    }
    await timerPause(retryMs, stop);
  }
}
