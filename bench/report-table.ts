// A report for people.
import type { RaceResult } from "./measure/race.js";
import type { ReadsReport } from "./reads.js";

const columns = [
  "",
  "req/s",
  "ratio",
  "(least–most)",
  "p50 ms",
  "p99 ms",
  "CPU ms",
  "CPU ratio",
  "MB",
  "stmts",
  "bytes",
  "errors",
];

/** The report as tables, one for each workload. */
export function toTables({ workloads, machine, dataset }: ReadsReport): string {
  const head =
    `${String(dataset.customers)} customers, ${String(dataset.connections)} connections, ` +
    `${String(dataset.rounds)} rounds of ${String(dataset.seconds)} s, ${String(machine.cores)} cores ` +
    `(${machine.cpu}), load before ${String(machine.loadBefore)}, Node ${machine.node}`;
  const tables = Object.entries(workloads).map(
    ([workload, contenders]) => `${workload}\n${toTable(contenders)}`,
  );
  return `${[head, ...tables].join("\n\n")}\n`;
}

/** The contenders of one workload, a line each. */
export function toTable(contenders: RaceResult[string]): string {
  const rows = Object.entries(contenders).map(([name, one]) => [
    name,
    one.requestsPerSecond.toFixed(0),
    one.ratio.toFixed(2),
    `${one.ratioMin.toFixed(2)}–${one.ratioMax.toFixed(2)}`,
    one.p50Ms.toFixed(1),
    one.p99Ms.toFixed(1),
    one.cpuMsPerRequest.toFixed(2),
    one.cpuRatio.toFixed(2),
    one.residentMb.toFixed(0),
    one.statementsPerRequest.toFixed(1),
    one.bytesPerRequest.toFixed(0),
    String(one.errors),
  ]);
  return layOut([columns, ...rows]);
}

function layOut(rows: readonly (readonly string[])[]): string {
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
