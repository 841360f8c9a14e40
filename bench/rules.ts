// `bench -- rules`: the rules on a log, through the reaction that a worker runs and its store: states read and written,
// moments kept, the place in the log saved, each batch one transaction.
import { setTimeout as wait } from "node:timers/promises";
import { installRules } from "../src/domains/triggers/install-rules.js";
import { createPostgresEventLog } from "../src/events/postgres-event-log.js";
import { silentLogger } from "../src/observability/logger.js";
import { evaluateRules } from "../src/reactions/evaluate-rules.reaction.js";
import { createRuleEngine } from "../src/reactions/rule-engine.js";
import { runReactions } from "../src/reactions/run-reactions.js";
import { systemClock } from "../src/shared/clock.js";
import { OperatorError } from "../src/shared/operator-error.js";
import type { Store } from "../src/store/create-store.js";
import { openLog } from "./rules/open-log.js";
import { ruleSetNames, ruleSets, type RuleSetName } from "./rules/rule-sets.js";
import { paceLog } from "./rules/pace-log.js";
import { timeEvents } from "./rules/time-events.js";

/** What the command was told. */
export interface RulesOptions {
  readonly dataDir: string;
  readonly customers: number;
  /** Of each set of rules, at most: a log that is evaluated sooner ends it. */
  readonly seconds: number;
  readonly isDurable: boolean;
}

/** The figures of one set of rules. */
interface RuleFigures {
  readonly eventsPerSecond: number;
  /** At full speed: from when an event is handed to the engine with its batch until all that it led to is committed. */
  readonly p99Ms: number;
  /** At 5,000 events a second: from when an event is in the log until then, the wait for its turn included. */
  readonly delayP99Ms: number;
}

/** What `--json` prints. */
export type RulesReport = Readonly<Record<RuleSetName, RuleFigures>>;

/** The defaults. */
export const rulesDefaults = { customers: 100_000, seconds: 5 } as const;

/** Events that are evaluated before anybody looks at the clock: states are there, code is compiled. */
const warmUpEvents = 20_000;
/** As many as may come in a second, and a reserve. */
const mostPerSecond = 25_000;
/** There and back, so that whatever changes in the machine meanwhile meets every set alike. */
const rounds = 2;
/** At which the delays are measured: the rate that is asked for. */
const steadyPerSecond = 5_000;
const lookMs = 10;

/** Measures the sets of rules in turn over the same log, each in halves. */
export async function runRules(options: RulesOptions): Promise<RulesReport> {
  const { dataDir, customers, isDurable } = options;
  const seconds = options.seconds / rounds;
  const size = { customers, events: warmUpEvents + Math.ceil(seconds * (mostPerSecond + steadyPerSecond)) };
  await using log = await openLog(dataDir, size, isDurable);
  const samples = new Map<RuleSetName, Sample[]>(ruleSetNames.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? ruleSetNames : ruleSetNames.toReversed()) {
      await log.forgetRules();
      const rules = ruleSets[name]();
      await installRules({ ...log.store, clock: systemClock }, rules);
      await log.holdFromTheBeginning();
      const sample = await measure(log.store, seconds);
      samples.get(name)?.push(sample);
      process.stderr.write(`  ${name}: ${describe(toFigures([sample]))}, ${await log.describe()}\n`);
    }
  }
  return Object.fromEntries(
    [...samples].map(([name, taken]) => [name, toFigures(taken)]),
  ) as unknown as RulesReport;
}

/** What was measured of a set of rules in one round. */
interface Sample {
  readonly events: number;
  readonly elapsedMs: number;
  readonly evaluationsMs: readonly number[];
  readonly delaysMs: readonly number[];
}

/** All rounds together. */
function toFigures(samples: readonly Sample[]): RuleFigures {
  const sum = (read: (sample: Sample) => number): number =>
    samples.reduce((total, sample) => total + read(sample), 0);
  return {
    eventsPerSecond: Math.round(sum(({ events }) => events) / (sum(({ elapsedMs }) => elapsedMs) / 1_000)),
    p99Ms: toP99(samples.flatMap(({ evaluationsMs }) => evaluationsMs)),
    delayP99Ms: toP99(samples.flatMap(({ delaysMs }) => delaysMs)),
  };
}

function describe({ eventsPerSecond, p99Ms, delayP99Ms }: RuleFigures): string {
  return `${String(eventsPerSecond)} events/s, p99 ${String(p99Ms)} ms (${String(delayP99Ms)} ms in the log)`;
}

/** First as fast as it goes, then at a steady rate, which is what the delays are about. */
async function measure(store: Store, seconds: number): Promise<Sample> {
  await using eventLog = createPostgresEventLog(store);
  const first = (await eventLog.read(0n, 1))[0]?.cursor ?? 0n;
  const fastEnd = first + BigInt(warmUpEvents + Math.ceil(seconds * mostPerSecond));
  await using paced = paceLog(eventLog, fastEnd);
  const { triggerRules, ruleStates, unitOfWork } = store;
  const engine = createRuleEngine({
    triggerRules,
    ruleStates,
    logger: silentLogger,
    // Nobody had a life before the log; that this was looked at is kept as it would be.
    loadHistories: (ids) => Promise.resolve(new Map(ids.map((id) => [id, []]))),
  });
  const timed = timeEvents(evaluateRules({ engine, onMoments: () => undefined }), (cursor) =>
    paced.findArrival(cursor),
  );
  const options = { reactions: [timed.reaction], eventLog: paced.log, unitOfWork, logger: silentLogger };
  await using running = runReactions(options);
  const counts = running.counts.get(timed.reaction.name);
  const until = async (handled: number, deadline = Number.POSITIVE_INFINITY): Promise<number> => {
    while ((counts?.handled ?? 0) < handled && performance.now() < deadline) await wait(lookMs);
    return counts?.handled ?? 0;
  };
  const before = await until(warmUpEvents);
  const warm = timed.evaluationsMs.length;
  const started = performance.now();
  // The last batches are not full: they are left out.
  const end = Number(fastEnd - first);
  const after = await until(end * 0.98, started + seconds * 1_000);
  const elapsedMs = performance.now() - started;
  await until(end);
  paced.start(fastEnd, steadyPerSecond);
  await wait(seconds * 1_000);
  if ((counts?.parked ?? 0) > 0)
    throw new OperatorError("Events were parked: the figures would say nothing.");
  return {
    events: after - before,
    elapsedMs,
    evaluationsMs: timed.evaluationsMs.slice(warm),
    delaysMs: timed.delaysMs,
  };
}

function toP99(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return Math.round((sorted[Math.floor(sorted.length * 0.99)] ?? 0) * 100) / 100;
}

/** The report for people. */
export function toRulesTable(report: RulesReport): string {
  return ruleSetNames
    .map((name) => {
      const { eventsPerSecond, p99Ms } = report[name];
      return `${name.padEnd(10)} ${String(eventsPerSecond).padStart(7)} events/s   p99 ${p99Ms.toFixed(2)} ms\n`;
    })
    .join("");
}
