// Parts with a meter put around them, so that what they do is counted and they need not know.
import type { AccessNote, SharedAccessNote } from "../domains/audit/access-entry.js";
import type { AccessLog } from "../domains/audit/access-log.js";
import type { IngestBatch } from "../domains/ingest/ingest.js";
import type { LiveAnswer } from "../graphql/live/live-answer.js";
import type { Meter } from "../observability/meter.js";
import type { Authenticator } from "../security/authenticate.js";
import { GatewayError } from "../shared/errors.js";
import type { ConnectedSource } from "../sources/kit/define-source.js";
import type { GraphQLHandler } from "../transport/graphql-handler.js";

/** Counts the batches that are read from a source. */
export function meterSource(source: ConnectedSource, meter: Meter): ConnectedSource {
  const meterRead =
    <Args extends readonly unknown[], Result>(facet: string, read: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const startedAt = performance.now();
      let outcome = "OK";
      try {
        return await read(...args);
      } catch (error) {
        outcome = toSourceOutcome(error);
        throw error;
      } finally {
        meter.sourceReads.at(source.name, facet, outcome).value += 1;
        meter.sourceReadSeconds.at(source.name, outcome).observe((performance.now() - startedAt) / 1_000);
      }
    };
  const { directory } = source;
  const facets = Object.entries(source.facets).map(([name, { read, readByIds, shaped }]) => [
    name,
    {
      // Each reader keeps the types of its own facet, which `entries` cannot say.
      read: meterRead(name, read as (...args: never[]) => Promise<unknown>),
      readByIds: meterRead(name, readByIds as (...args: never[]) => Promise<unknown>),
      ...(shaped && { shaped: { ...shaped, read: meterRead(name, shaped.read) } }),
    },
  ]);
  return {
    ...source,
    facets: Object.fromEntries(facets) as ConnectedSource["facets"],
    ...(directory && { directory: meterRead("directory", directory) }),
  };
}

/** TIMEOUT, CIRCUIT_OPEN or UNAVAILABLE, as callers are told it too. */
function toSourceOutcome(error: unknown): string {
  if (!(error instanceof GatewayError)) return "UNAVAILABLE";
  const { status } = error.details;
  return typeof status === "string" ? status : error.code;
}

/** Counts the entries of the access log, those that are being written and those that could not be. */
export function meterAccessLog(accessLog: AccessLog, meter: Meter): AccessLog {
  const waiting = meter.accessNotesWaiting.at();
  const [written, failed] = [meter.accessEntries.at("WRITTEN"), meter.accessEntries.at("FAILED")];
  return {
    append: async (notes) => {
      const entries = countEntries(notes);
      waiting.value += entries;
      try {
        await accessLog.append(notes);
        written.value += entries;
      } catch (error) {
        failed.value += entries;
        throw error;
      } finally {
        waiting.value -= entries;
      }
    },
  };
}

function countEntries(notes: readonly (AccessNote | SharedAccessNote)[]): number {
  return notes.reduce((total, note) => total + ("readers" in note ? note.readers.length : 1), 0);
}

/** Counts events that are sent to us, by what became of them, and those that wait for that. */
export function meterIngest(ingest: IngestBatch, meter: Meter): IngestBatch {
  const waiting = meter.ingestEventsWaiting.at();
  return async (batch) => {
    waiting.value += batch.events.length;
    try {
      const results = await ingest(batch);
      for (const { status } of results) meter.ingested.at(batch.door, status).value += 1;
      return results;
    } catch (error) {
      meter.ingestBatchesRefused.at(toCode(error)).value += 1;
      throw error;
    } finally {
      waiting.value -= batch.events.length;
    }
  };
}

/** Counts callers whose proof is not accepted. */
export function meterAuthenticator(authenticator: Authenticator, meter: Meter): Authenticator {
  return {
    authenticate: async (credentials) => {
      try {
        return await authenticator.authenticate(credentials);
      } catch (error) {
        meter.refusals.at(toCode(error)).value += 1;
        throw error;
      }
    },
  };
}

function toCode(error: unknown): string {
  return error instanceof GatewayError ? error.code : "INTERNAL";
}

type Executing = Pick<GraphQLHandler, "executeOverSocket">["executeOverSocket"];

/** Counts the subscriptions that are open, and what is handed to them. */
export function meterSubscriptions(execute: Executing, meter: Meter): Executing {
  const subscribers = meter.subscribers.at();
  const deliveries = meter.deliveries.at();
  const accepted = meter.operations.at("subscription", "OK", "GENERAL");
  return async (request, origin) => {
    const answer = await execute(request, origin);
    if (!("isLive" in answer)) return answer;
    subscribers.value += 1;
    accepted.value += 1;
    let isOpen = true;
    const end = (): void => {
      if (isOpen) subscribers.value -= 1;
      isOpen = false;
    };
    const metered: LiveAnswer = {
      isLive: true,
      start: (subscriber) =>
        answer.start({
          send: (payload) => {
            deliveries.value += 1;
            return subscriber.send(payload);
          },
          drained: () => subscriber.drained(),
          end: (errors) => {
            end();
            subscriber.end(errors);
          },
        }),
      stop: () => {
        end();
        answer.stop();
      },
    };
    return metered;
  };
}

type Planned = NonNullable<GraphQLHandler["answerPlanned"]>;

/** Counts what is answered by a plan. */
export function meterPlanned(answerPlanned: Planned, meter: Meter): Planned {
  const answered = meter.operations.at("query", "OK", "PLAN");
  const duration = meter.operationSeconds.at("query", "PLAN");
  return async (request, origin) => {
    const startedAt = performance.now();
    const answer = await answerPlanned(request, origin);
    if (answer !== undefined) {
      answered.value += 1;
      duration.observe((performance.now() - startedAt) / 1_000);
    }
    return answer;
  };
}
