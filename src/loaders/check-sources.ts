// How the sources are, whatever this request reads of them. In: what their guards know. Out: an answer for each, out of
// the latest read or ping of any request; a source of which nothing fresh is known is pinged.
import { performance } from "node:perf_hooks";
import type { ConnectedSource, ReadOptions } from "../sources/kit/define-source.js";
import { toFailureStatus, toSourceError } from "../sources/kit/source-fault.js";
import type { SourceAnswer } from "./loaders.js";

/** So long what was seen of a source counts. */
const freshForMs = 5_000;
/** A ping leaves the rest of the request its time. */
const pingTimeoutMs = 300;

/** Looks at every source at once; never rejects. */
export function checkSources(
  sources: readonly ConnectedSource[],
  { signal }: Pick<ReadOptions, "signal">,
): Promise<readonly SourceAnswer[]> {
  return Promise.all(sources.map((source) => checkSource(source, signal)));
}

async function checkSource(source: ConnectedSource, signal: AbortSignal): Promise<SourceAnswer> {
  const { isCircuitOpen, ageMs } = source.health();
  // While the circuit is open the guard itself pings.
  if (!isCircuitOpen && ageMs > freshForMs) {
    const startedAt = performance.now();
    const patience = AbortSignal.any([signal, AbortSignal.timeout(pingTimeoutMs)]);
    const failure = await source.ping({ signal: patience }).catch((error: unknown) => error);
    if (failure !== undefined) return toAnswer(source, failure, performance.now() - startedAt);
  }
  const { failure, latencyMs } = source.health();
  return toAnswer(source, failure, latencyMs);
}

function toAnswer(
  { name, health }: ConnectedSource,
  fault: unknown,
  latencyMs: number | undefined,
): SourceAnswer {
  const { isCircuitOpen, answeredAt } = health();
  const known = { name, asOf: answeredAt ?? null, latencyMs: latencyMs ?? null };
  if (isCircuitOpen) return { ...known, status: "CIRCUIT_OPEN", error: toSourceError(name, fault).message };
  if (fault === undefined) return { ...known, status: "OK", error: null };
  const failure = toSourceError(name, fault);
  return { ...known, status: toFailureStatus(failure), error: failure.message };
}
