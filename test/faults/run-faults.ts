// The fault run: while events flow to subscribers that resume, one part after the other is killed and started again. Out: a
// table with counts, of which three have to be nought.
import { setTimeout as delay } from "node:timers/promises";
import { startFlow, type EventFlow, type FlowOptions } from "./event-flow.js";
import type { Verdict } from "./judge.js";
import type { Written } from "./writer.js";

/** How large a run is. */
export interface FaultOptions extends FlowOptions {
  readonly rounds: number;
}

/** One killing. */
export interface FaultRound {
  readonly killed: string;
  /** Events that had been written when it was killed. */
  readonly at: number;
  /** Until it did its work again. */
  readonly backAfterMs: number;
}

/** What came of a run. */
export interface FaultReport {
  readonly rounds: readonly FaultRound[];
  readonly written: Written;
  readonly verdict: Verdict;
  readonly seconds: number;
}

/** Runs it; `say` hears how it goes. */
export async function runFaults(options: FaultOptions, say: (line: string) => void): Promise<FaultReport> {
  say("Starting PostgreSQL, nats-server, a worker and the gateways");
  await using flow = await startFlow(options);
  say(`${String(options.subscribers)} subscribers follow ${String(options.customers)} customers`);
  const began = performance.now();
  const rounds = await killInTurn(options, flow, say);
  await flow.untilWritten();
  say("Everything is written; waiting for the last frames");
  const verdict = await flow.finish();
  return { rounds, written: flow.written, verdict, seconds: Math.round((performance.now() - began) / 1_000) };
}

async function killInTurn(
  { rounds, events, victims: names }: FaultOptions,
  { system, written }: EventFlow,
  say: (line: string) => void,
): Promise<readonly FaultRound[]> {
  const done: FaultRound[] = [];
  const victims = system.victims.filter(({ name }) => names?.includes(name) ?? true);
  const count = (): number => written.visits + written.transfers;
  for (let round = 0; round < rounds; round += 1) {
    while (count() < (events * (round + 0.5)) / rounds) await delay(20);
    const victim = victims[round % victims.length]!;
    const at = count();
    const before = performance.now();
    await victim.killAndRestart();
    const backAfterMs = Math.round(performance.now() - before);
    done.push({ killed: victim.name, at, backAfterMs });
    const number = String(round + 1).padStart(3);
    say(
      `${number}  ${victim.name.padEnd(12)} killed at event ${String(at)}, back after ${String(backAfterMs)} ms`,
    );
  }
  return done;
}

/** The report for people. */
export function toFaultTable({ rounds, written, verdict, seconds }: FaultReport): string {
  const names = [...new Set(rounds.map(({ killed }) => killed))];
  const lines = names.map((name) => {
    const times = rounds.filter(({ killed }) => killed === name).map(({ backAfterMs }) => backAfterMs);
    return `| kill -9 ${name.padEnd(12)} | ${String(times.length).padStart(6)} | ${String(Math.max(...times)).padStart(7)} ms |`;
  });
  const interruptions = Object.entries(verdict.interruptions).map(
    ([code, count]) => `${code} × ${String(count)}`,
  );
  return [
    "| fault                | rounds | at most back after |",
    "|---|---:|---:|",
    ...lines,
    "",
    `events written      ${String(written.visits + written.transfers)} (${String(written.visits)} sent, ${String(written.transfers)} booked in a source), ` +
      `${String(written.repeatedBatches)} batches sent again, ${String(written.duplicates)} events known then`,
    `events in the log   ${String(verdict.logged)} of these customers, triggers of the rules included`,
    `deliveries          ${String(verdict.deliveries)} in ${String(seconds)} s`,
    `subscribers resumed ${interruptions.join(", ")}`,
    `lost                ${String(verdict.lost)}`,
    `repeated            ${String(verdict.repeated)}`,
    `out of order        ${String(verdict.outOfOrder)}`,
    ...verdict.behind,
    "",
  ].join("\n");
}
