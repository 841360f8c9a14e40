// `bench -- fan-out`: 5,000 subscribers of 100 groups, by a plain broadcast, by one execution for each subscriber, by ours.
import { join } from "node:path";
import { Client } from "pg";
import type { DataSet } from "../dataset/start-data-set.js";
import { openDataSet } from "../reads.js";
import type { FanOutContender } from "./contender.js";
import { startGateway } from "./gateway-contender.js";
import { measureFanOut, type Turn } from "./measure.js";
import { startRaw } from "./raw-contender.js";
import { startListeners } from "./start-listeners.js";
import { groupCount, operation } from "./shape.js";

/** What the command was told. */
export interface FanOutOptions {
  readonly dataDir: string;
  /** Of each stretch. */
  readonly seconds: number;
  readonly rounds: number;
  readonly isDurable: boolean;
  readonly only: readonly FanOutName[];
}

/** Who is measured. */
export const fanOutNames = ["raw", "naive", "ours"] as const;
type FanOutName = (typeof fanOutNames)[number];

/** A contender's figures. */
interface FanOutFigures {
  /** The most that came with a 99th percentile of 100 ms or less. */
  readonly deliveriesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the process that serves, at the compared rate. */
  readonly cpuUsPerDelivery: number;
  readonly residentKiBPerSubscriber: number;
  /** Deliveries per second as a share of the raw ones: more is better. */
  readonly ratio: number;
  /** CPU for a delivery by that of a raw one: less is better. */
  readonly cpuRatio: number;
}

/** What `--json` prints. */
type FanOutReport = Readonly<Record<FanOutName, FanOutFigures>>;

/** The defaults. */
export const fanOutDefaults = { seconds: 5, rounds: 3 } as const;

/** Customers of the data set: as few as have a group each. */
const customers = 200;
const comparedRate = 100;

/** Starts everybody in turn, round after round. */
export async function runFanOut(options: FanOutOptions): Promise<Partial<FanOutReport>> {
  await using dataSet = await openDataSet({ ...options, customers });
  await using listeners = startListeners();
  const customerIds = await listCustomers(dataSet);
  const tell = (line: string): void => void process.stderr.write(`  ${line}\n`);
  const turns = new Map<FanOutName, Turn[]>(options.only.map((name) => [name, []]));
  let payload = "";
  for (let round = 0; round < options.rounds; round += 1) {
    // Ours goes first: its payload is what the raw one sends.
    for (const name of fanOutNames.toReversed()) {
      if (!options.only.includes(name)) continue;
      await using contender = await start(name, dataSet, customerIds, payload);
      const effort = {
        seconds: options.seconds,
        comparedRate: name === "naive" ? comparedRate / 10 : comparedRate,
      };
      const turn = await measureFanOut(contender, listeners, customerIds, operation, effort, tell);
      turns.get(name)?.push(turn);
      payload = turn.sample;
    }
  }
  return summarise(turns);
}

function start(
  name: FanOutName,
  dataSet: DataSet,
  customerIds: readonly string[],
  payload: string,
): Promise<FanOutContender> {
  return name === "raw"
    ? startRaw(join(dataSet.folder, "raw.log"), payload)
    : startGateway(name, dataSet, customerIds);
}

async function listCustomers(dataSet: DataSet): Promise<readonly string[]> {
  const client = new Client({ connectionString: dataSet.postgres.url("gateway") });
  await client.connect();
  try {
    const { rows } = await client.query<[string]>({
      text: "select id::text from customer order by id limit $1",
      values: [groupCount],
      rowMode: "array",
    });
    return rows.map(([id]) => id);
  } finally {
    await client.end();
  }
}

function summarise(turns: ReadonlyMap<FanOutName, readonly Turn[]>): Partial<FanOutReport> {
  const raw = turns.get("raw") ?? [];
  const report: Partial<Record<FanOutName, FanOutFigures>> = {};
  for (const name of fanOutNames) {
    const own = turns.get(name);
    if (own === undefined) continue;
    const median = (pick: (turn: Turn, other: Turn) => number, digits: number): number => {
      // Within a round: what disturbs the machine in a round disturbs everybody in it.
      const values = own.map((turn, round) => pick(turn, raw[round] ?? turn)).toSorted((a, b) => a - b);
      const middle = (values.length - 1) / 2;
      const value = ((values[Math.floor(middle)] ?? 0) + (values[Math.ceil(middle)] ?? 0)) / 2;
      return Number(value.toFixed(digits));
    };
    report[name] = {
      deliveriesPerSecond: median((turn) => turn.deliveriesPerSecond, 0),
      p50Ms: median((turn) => turn.p50Ms, 2),
      p99Ms: median((turn) => turn.p99Ms, 2),
      cpuUsPerDelivery: median((turn) => turn.cpuUsPerDelivery, 2),
      residentKiBPerSubscriber: median((turn) => turn.residentKiBPerSubscriber, 1),
      ratio: median((turn, other) => turn.deliveriesPerSecond / other.deliveriesPerSecond, 3),
      cpuRatio: median((turn, other) => turn.cpuUsPerDelivery / other.cpuUsPerDelivery, 3),
    };
  }
  return report;
}
