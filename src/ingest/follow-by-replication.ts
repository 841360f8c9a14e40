// Follows a source that sends its changes. While nothing comes by the stream (its slot is being made, another process reads
// from it, the source cannot replicate, the connection is broken) the source is looked at as any other; what is seen both
// ways is one event. A slot that cannot send everything since the last time is read from only behind a whole look.
import { timerPause, toBackoffMs } from "../shared/backoff.js";
import {
  count,
  countErased,
  createPolling,
  type FollowCounts,
  type FollowOptions,
} from "./create-polling.js";
import { createReplicationSink, toReplicationName } from "./create-replication-sink.js";
import type { FollowedReplication, FollowedSlot, FollowedSource } from "./followed-source.js";
import { WaitingChanges } from "./waiting-changes.js";

/** Most slots are ready at once; what they send need not be looked for. */
const firstLookMs = 1_000;
/** How often a slot is looked at that another process reads from. */
const busyMs = 1_000;
/** How often a source is looked at that cannot replicate: somebody has to do something first. */
const unavailableMs = 60_000;

/** Follows until `stop` aborts. */
export async function followByReplication(
  source: FollowedSource,
  replication: FollowedReplication,
  counts: FollowCounts,
  options: FollowOptions,
  stop: AbortSignal,
): Promise<void> {
  const { logger, pause = timerPause } = options;
  const { name } = source;
  const waiting = new WaitingChanges();
  const prepare = createPreparing(name, replication, options);
  let breaks = 0;

  while (!stop.aborted) {
    const slot = await pollUntilReady();
    if (slot === undefined) return;
    const beganAt = performance.now();
    try {
      logger.info({ source: name }, "A source's changes come by replication.");
      await slot.stream(await createSink(), { signal: stop });
    } catch (error) {
      counts.failures += 1;
      // A stream that held for a while and broke is an outage of its own.
      breaks = performance.now() - beganAt > unavailableMs ? 1 : breaks + 1;
      logger.warn({ source: name, err: error }, "The stream of a source's changes broke off.");
    }
  }

  async function pollUntilReady(): Promise<FollowedSlot | undefined> {
    const ready = new AbortController();
    let slot: FollowedSlot | undefined;
    const preparing = prepare(breaks, stop).then((prepared) => {
      slot = prepared;
      ready.abort();
    });
    await pause(firstLookMs, AbortSignal.any([stop, ready.signal]));
    const poll = createPolling(source, counts, options, waiting);
    while (!stop.aborted) {
      // A turn that began before the slot was there may have passed by what came in between.
      const before = slot;
      if (before !== undefined && before.gap === undefined) break;
      const isAtEnd = await poll(stop, ready.signal);
      if (before !== undefined && isAtEnd) break;
    }
    await preparing;
    return stop.aborted ? undefined : slot;
  }

  async function createSink() {
    const scans = await options.unitOfWork.run(async ({ identities, changePositions }) => ({
      identities: await identities.findScanPosition(name),
      changes: await changePositions.find(name),
    }));
    return createReplicationSink({
      ...options,
      source: name,
      scans,
      waiting,
      onErased: (erased) => countErased(erased, counts),
      onTaken: (taken) => {
        counts.identities += taken.identities;
        count(taken, counts);
      },
    });
  }
}

/** Prepares the slot again and again until it is ready; undefined when stopped. `breaks`: how often the stream broke. */
function createPreparing(name: string, replication: FollowedReplication, options: FollowOptions) {
  const { logger, unitOfWork, backoff = { minMs: 500, maxMs: 30_000 } } = options;
  const { pause = timerPause, random = Math.random } = options;
  let told: string | undefined;
  const tell = (text: string, write: () => void): void => {
    if (text !== told) write();
    told = text;
  };

  return async (breaks: number, stop: AbortSignal): Promise<FollowedSlot | undefined> => {
    if (breaks > 0) await pause(toBackoffMs(breaks, backoff, random), stop);
    for (let failures = 1; !stop.aborted; failures += 1) {
      let waitMs = busyMs;
      try {
        const saved = await unitOfWork.run(({ changePositions }) =>
          changePositions.find(toReplicationName(name)),
        );
        const slot = await replication.prepare(saved, { signal: stop });
        if (slot !== undefined) {
          tellGap(slot.gap);
          return slot;
        }
        tell("busy", () => logger.info({ source: name }, "Another process reads the changes of a source."));
      } catch (error) {
        if (stop.aborted) return undefined;
        const isUnavailable = error instanceof Error && error.name === "ReplicationUnavailable";
        waitMs = isUnavailable ? unavailableMs : toBackoffMs(failures, backoff, random);
        const reason = error instanceof Error ? error.message : "";
        tell(reason, () => {
          if (isUnavailable)
            logger.warn(
              { source: name, reason },
              "A source cannot be replicated; its changes are looked for.",
            );
          else logger.warn({ source: name, err: error }, "The replication of a source cannot be prepared.");
        });
      }
      await pause(waitMs, stop);
    }
    return undefined;
  };

  function tellGap(gap: string | undefined): void {
    told = undefined;
    if (gap === undefined || gap === "NEW") return;
    logger.warn(
      { source: name, gap },
      "A source's slot cannot send everything since the last time. New records are looked for; corrections of old ones from that time are not found.",
    );
  }
}
