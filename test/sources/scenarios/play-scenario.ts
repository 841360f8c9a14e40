// Plays one misbehaviour of one source from beginning to end.
import { expect } from "vitest";
import {
  askMany,
  blocks,
  expectPartial,
  maxRecoveryMs,
  measureRecovery,
  type Answer,
  type Misbehaviour,
  percentile,
  report,
  type Row,
  sourceBlocks,
  type SourceName,
  type Stage,
  startStage,
  warmUp,
} from "./scenario.js";

const pairs = 60;
/** A busy machine may spoil one measurement, not each of so many. */
const measurements = 4;
const maxRatio = 1.1;

/** Breaks the source, checks every answer, measures, mends it, and answers the line of the table. */
export async function playScenario(misbehaviour: Misbehaviour, source: SourceName): Promise<Row> {
  await using stage = await startStage(misbehaviour, source);
  const healthy = await warmUp(stage);
  await stage.upstream.misbehave();
  const opensCircuit = misbehaviour.opensCircuit ?? true;
  const answers: Answer[] = [];
  const checkMany = async (): Promise<readonly string[]> => {
    const asked = await askMany(stage);
    answers.push(...asked);
    return asked.map((answer) => expectPartial(answer, healthy, source));
  };

  for (const status of await checkMany())
    expect([...misbehaviour.statuses, "CIRCUIT_OPEN"]).toContain(status);
  let ratio: number | null = null;
  if (opensCircuit) {
    const startedAt = performance.now();
    while (!(await checkMany()).every((status) => status === "CIRCUIT_OPEN")) {
      expect(performance.now() - startedAt, "milliseconds until the circuit is open").toBeLessThan(8_000);
    }
    ratio = await measureRatio(stage, source, answers);
    expect(ratio).toBeLessThanOrEqual(maxRatio);
  } else {
    for (let n = 0; n < 10; n += 1) await checkMany();
  }

  await stage.upstream.mend();
  const recoveryMs = await measureRecovery(stage, healthy);
  expect(recoveryMs).toBeLessThan(maxRecoveryMs);
  const times = answers.map(({ milliseconds }) => milliseconds);
  const row: Row = {
    misbehaviour: misbehaviour.name,
    source,
    blocksAnswered: `${String(blocks.length - sourceBlocks[source].length)} of ${String(blocks.length)}`,
    errors: 1,
    p50Ms: round(percentile(times, 0.5)),
    p99Ms: round(percentile(times, 0.99)),
    ratio: ratio === null ? null : round(ratio),
    recoveryMs: Math.round(recoveryMs),
  };
  report(row);
  return row;
}

/**
 * The median answer that lacks the source, against that of a query that leaves it out. Both in turns, so that whatever
 * else runs on the machine slows both; a query that leaves the source out is as healthy as ever.
 */
async function measureRatio(stage: Stage, source: SourceName, answers: Answer[]): Promise<number> {
  let best = Infinity;
  for (let n = 0; n < measurements && best > maxRatio; n += 1) {
    const rest: number[] = [];
    const healthy: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const answer = await stage.ask();
      const isOpen = answer.errors[0]?.extensions["status"] === "CIRCUIT_OPEN";
      answers.push(answer);
      if (isOpen) rest.push(answer.milliseconds);
      healthy.push((await stage.ask(sourceBlocks[source])).milliseconds);
    }
    // At most one read a probe is on trial; all the others must have been refused at once.
    expect(rest.length).toBeGreaterThan(pairs / 2);
    best = Math.min(best, percentile(rest, 0.5) / percentile(healthy, 0.5));
  }
  return best;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
