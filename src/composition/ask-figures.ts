// What Prometheus is told that nobody counts: it is asked for when Prometheus asks.
import type { EventLog } from "../domains/events/event.js";
import type { FollowCounts } from "../ingest/create-polling.js";
import type { Meter, Reading } from "../observability/meter.js";
import type { ConnectedSource } from "../sources/kit/define-source.js";
import { findWorkFigures, type WorkFigures } from "../store/work-figures.js";
import type { Store } from "../store/create-store.js";
import type { Following } from "./follow.js";

/** How each source is, for every process that reads them. */
export function askAboutSources(meter: Meter, sources: readonly ConnectedSource[]): void {
  meter.ask("source_circuit_open", "1 while a source is left alone because it failed.", ["source"], () =>
    sources.map(({ name, health }): Reading => [name, health().isCircuitOpen ? 1 : 0]),
  );
  meter.ask("source_records_refused", "Records left out because they do not fit.", ["source"], () =>
    sources.flatMap(({ name, refused }): Reading[] =>
      refused ? [[name, refused().reduce((sum, { count }) => sum + count, 0)]] : [],
    ),
  );
}

/** How the shared work is, for the processes that do it. */
export function askAboutWork(
  meter: Meter,
  { read }: Pick<Store, "read">,
  eventLog: Pick<EventLog, "latestCursor">,
  sources: readonly ConnectedSource[],
  { sourceChanges }: Pick<Following, "sourceChanges">,
): void {
  const find = shareRecent(() => findWorkFigures(read));
  const tell = (
    name: string,
    help: string,
    labels: readonly string[],
    toReadings: (figures: WorkFigures) => readonly Reading[],
  ): void => meter.ask(name, help, labels, async () => toReadings(await find()));

  meter.ask("event_log_head", "Cursor of the newest event that is read.", [], async () => [
    [Number(await eventLog.latestCursor())],
  ]);
  tell("reaction_lag_seconds", "Age of the oldest event not handled.", ["reaction"], ({ reactions }) =>
    reactions.map(({ reaction, seconds }): Reading => [reaction, seconds]),
  );
  tell("reaction_lag_events", "Events not handled.", ["reaction"], ({ reactions }) =>
    reactions.map(({ reaction, events }): Reading => [reaction, events]),
  );
  tell("parked_events", "Events that a reaction kept failing on.", ["reaction"], ({ parked, reactions }) =>
    // Also none is told, or nobody could tell none from not asked.
    reactions.map(({ reaction }): Reading => [reaction, new Map(parked).get(reaction) ?? 0]),
  );
  tell("waiting", "Rows that wait to be dealt with.", ["what"], ({ waiting }) => waiting);
  tell("workers", "Processes that share the work.", [], ({ workers }) => [[workers]]);

  meter.ask(
    "source_changes",
    "What became of a source's changes since this process follows it.",
    ["source", "outcome"],
    () => [...sourceChanges].flatMap(([source, counts]) => toChangeReadings(source, counts)),
  );
  const replicated =
    (toReading: (status: NonNullable<ReturnType<typeof findStatus>>) => number | undefined) => () =>
      sources.flatMap((source): Reading[] => {
        const status = findStatus(source);
        const value = status && toReading(status);
        return value === undefined ? [] : [[source.name, value]];
      });
  meter.ask(
    "replication_lag_bytes",
    "Write-ahead log that is not confirmed.",
    ["source"],
    replicated(({ slot }) => slot?.lagBytes),
  );
  meter.ask(
    "replication_retained_bytes",
    "Write-ahead log that the source keeps for us.",
    ["source"],
    replicated(({ slot }) => slot?.retainedBytes),
  );
  meter.ask(
    "replication_lag_seconds",
    "Since when something sent is not in the log.",
    ["source"],
    replicated(({ lagSeconds }) => lagSeconds),
  );
  meter.ask(
    "replication_streaming",
    "1 while this process reads the stream.",
    ["source"],
    replicated(({ state }) => (state === "STREAMING" ? 1 : 0)),
  );
}

/** Of a source that this process follows; what another one follows is told by that one. */
function findStatus({ replication }: ConnectedSource) {
  const status = replication?.status();
  return status === undefined || status.state === "STOPPED" || status.state === "WAITING"
    ? undefined
    : status;
}

function toChangeReadings(source: string, counts: Readonly<FollowCounts>): readonly Reading[] {
  const { events, identities, failures, dropped } = counts;
  return [
    [source, "EVENT", events],
    [source, "IDENTITY", identities],
    [source, "FAILURE", failures],
    ...Object.entries(dropped).map(([reason, count]): Reading => [source, reason, count]),
  ];
}

/** Questions that come together share an answer. */
function shareRecent<Value>(find: () => Promise<Value>): () => Promise<Value> {
  let asking: Promise<Value> | undefined;
  return () => (asking ??= find().finally(() => (asking = undefined)));
}
