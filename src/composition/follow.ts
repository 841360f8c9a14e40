// What runs beside the answers: the sources' changes become events, events become triggers, and timers run when they are due.
import { once } from "node:events";
import { attendConsentDuty } from "../domains/consent/attend-consent-duty.js";
import { consentDutyTask } from "../domains/consent/plan-duties.js";
import { planMissingDuties } from "../domains/consent/plan-missing-duties.js";
import type { EventLog } from "../domains/events/event.js";
import type { Timer } from "../domains/schedule/schedule.js";
import type { WorkShare } from "../domains/schedule/work-share.js";
import { removeOldEvents } from "../events/remove-old-events.js";
import { attendTrigger } from "../domains/triggers/attend-trigger.js";
import { triggerTask } from "../domains/triggers/trigger-steps.js";
import { forgetUnclaimed } from "../ingest/forget-unclaimed.js";
import { followSourceChanges } from "../ingest/follow-source-changes.js";
import { createLoaders } from "../loaders/create-loaders.js";
import type { Loaders } from "../loaders/loaders.js";
import type { ReadCache } from "../loaders/read-cache.js";
import type { FollowCounts, FollowOptions } from "../ingest/create-polling.js";
import { deliverRightsNotices, type NoticeAddress } from "../reactions/deliver-rights-notices.js";
import { forgetCachedReads } from "../reactions/forget-cached-reads.js";
import { foldHeadRevisions } from "../reactions/fold-head-revisions.js";
import { forgetExpiredExports } from "../reactions/forget-expired-exports.js";
import { replayParkedEvent, replayParkedTask } from "../reactions/replay-parked-event.js";
import { runReactions } from "../reactions/run-reactions.js";
import { runSchedule } from "../schedule/run-schedule.js";
import { shareWork } from "../schedule/share-work.js";
import type { Clock } from "../shared/clock.js";
import type { Store } from "../store/create-store.js";
import type { AppOptions } from "./app-options.js";
import { startRules, type RuleParts } from "./rule-parts.js";
import { toSilenceParts } from "./silence-parts.js";

/** A reaction has no caller who waits; a slow source may take its time. */
const reactionDeadlineMs = 10_000;

/** Every process drops from its own cache, also one that follows nothing else. */
export function forgetReads(
  { sources, logger }: AppOptions,
  cache: ReadCache,
  store: Store,
  eventLog: EventLog,
  clock: Clock,
  running: AsyncDisposableStack,
): void {
  const newLoaders = () =>
    createLoaders({ sources, stores: store, readTimeoutMs: reactionDeadlineMs, clock });
  running.use(forgetCachedReads({ cache, createLoaders: newLoaders, eventLog, logger }));
}

/** What runs when it is due, and what became of the changes of the sources that this process follows. */
export interface Following extends Pick<RuleParts, "tasks"> {
  readonly sourceChanges: ReadonlyMap<string, Readonly<FollowCounts>>;
}

/** Turns what happens in the sources into events, and events into triggers. */
export function follow(
  {
    sources,
    logger,
    sourcePollIntervalMs,
    rights,
    eventRetentionDays = 90,
    ingestRetentionDays = 30,
  }: AppOptions,
  store: Store,
  eventLog: EventLog,
  clock: Clock,
  running: AsyncDisposableStack,
): Following {
  const { unitOfWork, eventRetention: retention } = store;
  const newLoaders = createBackgroundLoaders(sources, store, clock);
  running.use(removeOldEvents({ retention, retentionDays: eventRetentionDays, clock, logger }));
  running.use(
    forgetUnclaimed({ retention: store.ingestRetention, retentionDays: ingestRetentionDays, clock, logger }),
  );
  running.use(foldHeadRevisions(store.heads, logger));
  running.use(forgetExpiredExports({ exports: store.personalExports, clock, logger }));
  running.use(
    deliverRightsNotices({
      queue: store.rightsNotices,
      addresses: rights?.addresses ?? new Map<string, NoticeAddress>(),
      clock,
      logger,
    }),
  );
  const rules = running.use(startRules(store, eventLog, clock, logger, newLoaders));
  const workShare = running.use(shareWork({ leases: store.workLeases, logger }));
  running.use(runReactions({ reactions: [rules.reaction], eventLog, unitOfWork, logger, workShare }));
  const following = { unitOfWork, identityStore: store.identities, logger, intervalMs: sourcePollIntervalMs };
  const sourceChanges = new Map<string, FollowCounts>();
  running.use(followSharedSources(sources, following, workShare, sourceChanges));
  const replay = replayParkedEvent({ reactions: [rules.reaction], eventLog, unitOfWork, logger });
  return { tasks: { ...rules.tasks, [replayParkedTask]: replay }, sourceChanges };
}

/** Follows each source in one process at a time; `counts` has those that this one follows. */
function followSharedSources(
  sources: AppOptions["sources"],
  following: Omit<FollowOptions, "sources">,
  workShare: WorkShare,
  counts: Map<string, Readonly<FollowCounts>>,
): AsyncDisposable {
  const byName = new Map(sources.map((source) => [`follow:${source.name}`, source]));
  return workShare.share([...byName.keys()], async (name, lost) => {
    const source = byName.get(name)!;
    await using followed = followSourceChanges({ ...following, sources: [source] });
    for (const [lane, counted] of followed.counts) counts.set(lane, counted);
    if (!lost.aborted) await once(lost, "abort");
    counts.delete(source.name);
  });
}

/** Loaders for what nobody waits for. */
function createBackgroundLoaders(sources: AppOptions["sources"], store: Store, clock: Clock): () => Loaders {
  return () =>
    createLoaders({ sources, stores: store, readTimeoutMs: reactionDeadlineMs, clock, isBackground: true });
}

/** Runs what is planned for a time. What came into the store without its duties gets them by a task of its own. */
export async function keepTime(
  { databaseUrl, logger, sources }: AppOptions,
  store: Store,
  clock: Clock,
  rules: Pick<RuleParts, "tasks">,
  running: AsyncDisposableStack,
): Promise<void> {
  const { unitOfWork } = store;
  const parts = { unitOfWork, clock };
  const deciding = toSilenceParts(store, clock, createBackgroundLoaders(sources, store, clock));
  const planning = "plan-missing-consent-duties";
  const timer = { key: planning, at: clock.now().toISOString(), task: planning, payload: {} };
  await unitOfWork.run(({ schedule }) => schedule.at([timer]));
  const tasks = {
    ...rules.tasks,
    [consentDutyTask]: ({ id = "" }: Timer["payload"]) => attendConsentDuty(parts, id),
    [triggerTask]: ({ id = "" }: Timer["payload"]) => attendTrigger(deciding, id),
    [planning]: async (_: Timer["payload"], signal: AbortSignal) => {
      await planMissingDuties(parts, signal);
    },
  };
  running.use(runSchedule({ url: databaseUrl, unitOfWork, clock, logger, tasks }));
}
