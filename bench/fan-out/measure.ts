// One contender with all its subscribers: what it costs at a rate that everybody is measured at, and how much it sustains.
import { setTimeout as delay } from "node:timers/promises";
import { findTree, listProcesses, sumResidentMb } from "../measure/process-tree.js";
import type { FanOutContender } from "./contender.js";
import type { Listeners } from "./start-listeners.js";
import { groupCount, subscriberCount } from "./shape.js";

/** What a contender showed in one round. */
export interface Turn {
  readonly deliveriesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerDelivery: number;
  /** Of the database, for what the contender writes and reads; told on the side. */
  readonly databaseCpuUsPerDelivery: number;
  readonly residentKiBPerSubscriber: number;
  readonly sample: string;
}

/** How long and how hard. */
interface FanOutEffort {
  readonly seconds: number;
  /** Events per second at which CPU is compared. */
  readonly comparedRate: number;
}

/** Deliveries of an event. */
const perEvent = subscriberCount / groupCount;

/** No slower than this, or a rate is not sustained. */
const maxP99Ms = 100;
const growth = 1.35;
const refinements = 2;
const settleMs = 1_000;
/** Turns of 50 ms without a delivery after which what is missing is taken for lost. */
const maxQuietTurns = 200;

interface Step {
  readonly deliveries: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMs: number;
  readonly databaseCpuMs: number;
  readonly sample: string;
  readonly isSustained: boolean;
}

/** Connects everybody, measures, disconnects. */
export async function measureFanOut(
  contender: FanOutContender,
  listeners: Listeners,
  customerIds: readonly string[],
  operation: string,
  { seconds, comparedRate }: FanOutEffort,
  tell: (line: string) => void,
): Promise<Turn> {
  const connect = async (from: number, to: number): Promise<void> => {
    const numbers = Array.from({ length: to - from }, (_, at) => from + at);
    const subscribers = await Promise.all(
      numbers.map(async (number) => ({
        customerId: `cus_${customerIds[number % customerIds.length]!}`,
        token: await contender.authorize(number),
      })),
    );
    await listeners.connect({ port: contender.port, operation, subscribers });
  };
  // One subscriber for each group warms up what there is to compile; what the others add is what a subscriber costs.
  await connect(0, groupCount);
  await run(contender, listeners, comparedRate, 2, 1);
  await delay(settleMs);
  const before = findResidentMb(contender);
  await connect(groupCount, subscriberCount);
  await run(contender, listeners, comparedRate, Math.min(2, seconds), perEvent);
  const compared = await run(contender, listeners, comparedRate, seconds, perEvent);
  tell(`${contender.name}: ${describe(compared, comparedRate)}`);
  await delay(settleMs);
  const residentMb = findResidentMb(contender) - before;

  let best = compared.isSustained ? compared : undefined;
  const attempt = async (rate: number): Promise<boolean> => {
    const step = await run(contender, listeners, rate, seconds, perEvent);
    tell(`${contender.name}: ${describe(step, rate)}`);
    if (step.isSustained && (best === undefined || rateOf(step) > rateOf(best))) best = step;
    return step.isSustained;
  };
  let [sustained, failed] = compared.isSustained ? [comparedRate, 0] : [0, comparedRate];
  while (failed === 0) {
    if (await attempt(sustained * growth)) sustained *= growth;
    else failed = sustained * growth;
  }
  while (sustained === 0 && failed > 1) {
    if (await attempt(failed / 2)) sustained = failed / 2;
    else failed /= 2;
  }
  for (let n = 0; n < refinements && sustained > 0; n += 1) {
    const middle = Math.sqrt(sustained * failed);
    if (await attempt(middle)) sustained = middle;
    else failed = middle;
  }
  await listeners.disconnect();
  return {
    // 0: not even the lowest rate was sustained.
    deliveriesPerSecond: best === undefined ? 0 : rateOf(best),
    p50Ms: (best ?? compared).p50Ms,
    p99Ms: (best ?? compared).p99Ms,
    cpuUsPerDelivery: (compared.cpuMs * 1_000) / compared.deliveries,
    databaseCpuUsPerDelivery: (compared.databaseCpuMs * 1_000) / compared.deliveries,
    residentKiBPerSubscriber: (residentMb * 1_024) / (subscriberCount - groupCount),
    sample: compared.sample,
  };
}

function rateOf({ deliveries, seconds }: Step): number {
  return deliveries / seconds;
}

function describe(step: Step, rate: number): string {
  const { p50Ms, p99Ms, cpuMs, databaseCpuMs, deliveries, isSustained } = step;
  return (
    `${(rate * perEvent).toFixed(0)}/s offered, ${rateOf(step).toFixed(0)}/s delivered, p50 ${p50Ms.toFixed(1)} ms, ` +
    `p99 ${p99Ms.toFixed(1)} ms, CPU ${((cpuMs * 1_000) / deliveries).toFixed(1)} µs, ` +
    `of the database ${((databaseCpuMs * 1_000) / deliveries).toFixed(1)} µs${isSustained ? "" : ", not sustained"}`
  );
}

/** One stretch at one rate; it is over when everything has come, or nothing comes any more. */
async function run(
  contender: FanOutContender,
  listeners: Listeners,
  perSecond: number,
  seconds: number,
  deliveriesPerEvent: number,
): Promise<Step> {
  const events = Math.max(1, Math.round(perSecond * seconds));
  const wanted = events * deliveriesPerEvent;
  await listeners.collect();
  const before = readCpu(contender);
  const startedAt = performance.now();
  await contender.makeEvents(events, perSecond);
  let deliveries = 0;
  let late = { p50Ms: 0, p99Ms: 0, sample: "" };
  for (let quiet = 0; deliveries < wanted && quiet < maxQuietTurns;) {
    await delay(50);
    const came = await listeners.collect();
    if (came.faults > 0) throw new Error(`${contender.name} lost ${String(came.faults)} connections.`);
    deliveries += came.deliveries;
    quiet = came.deliveries > 0 ? 0 : quiet + 1;
    if (came.p99Ms > late.p99Ms || late.sample === "") late = came;
  }
  const tookMs = performance.now() - startedAt;
  const after = readCpu(contender);
  if (deliveries < wanted) {
    throw new Error(`${contender.name} lost ${String(wanted - deliveries)} of ${String(wanted)} deliveries.`);
  }
  return {
    deliveries,
    seconds: Math.max(seconds, tookMs / 1_000),
    p50Ms: late.p50Ms,
    p99Ms: late.p99Ms,
    sample: late.sample,
    cpuMs: after.cpuMs - before.cpuMs,
    databaseCpuMs: after.databaseCpuMs - before.databaseCpuMs,
    isSustained: late.p99Ms <= maxP99Ms,
  };
}

function readCpu({ pid, database }: FanOutContender): { cpuMs: number; databaseCpuMs: number } {
  const processes = listProcesses();
  const sum = (root: number): number =>
    findTree(processes, root).reduce((total, one) => total + one.cpuMs + one.endedChildrenMs, 0);
  return { cpuMs: sum(pid), databaseCpuMs: database === undefined ? 0 : sum(database.postmasterPid) };
}

function findResidentMb({ pid }: FanOutContender): number {
  return sumResidentMb(findTree(listProcesses(), pid));
}
