// What the terminal shows while the demo starts: a bar for each step of the work. Where the output is no terminal, a line
// for each step that begins and ends, so that a log file reads well.
import { Listr, type DefaultRenderer, type ListrTaskWrapper, type SimpleRenderer } from "listr2";
import type { BankProgress, ReportProgress } from "./demo-bank.js";

/** A terminal or a file. */
export type Output = Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean };

const barLength = 24;
const labelLength = 24;

/** A step as one line: `Consultations            ████████████░░░░░░░░░░░░  50 %`. */
export function toProgressLine({ step, done, total }: BankProgress): string {
  const label = step.padEnd(labelLength);
  if (total === 0) return `${label} ${done === 0 ? "…" : String(done)}`;
  const share = Math.min(1, Math.max(0, done / total));
  const filled = Math.round(share * barLength);
  const bar = "█".repeat(filled) + "░".repeat(barLength - filled);
  return `${label} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %`;
}

function isDone({ done, total }: BankProgress): boolean {
  return total > 0 && done >= total;
}

/** Runs work under a title and shows its progress; answers what the work answers. */
export async function showProgress<Result>(
  title: string,
  output: Output,
  work: (report: ReportProgress) => Promise<Result>,
): Promise<Result> {
  return output.isTTY ? showBars(title, work) : showLines(title, output, work);
}

async function showLines<Result>(
  title: string,
  output: Output,
  work: (report: ReportProgress) => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const begun = new Map<string, number>();
  const ended = new Set<string>();
  const toSeconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;
  output.write(`${title}\n`);
  const result = await work((progress) => {
    const { step } = progress;
    const since = begun.get(step) ?? performance.now();
    if (!begun.has(step)) {
      begun.set(step, since);
      if (!isDone(progress)) output.write(`  ${step} …\n`);
    }
    if (isDone(progress) && !ended.has(step)) {
      ended.add(step);
      output.write(`  ${step} done (${toSeconds(since)})\n`);
    }
  });
  output.write(`${title}: done (${toSeconds(startedAt)})\n`);
  return result;
}

async function showBars<Result>(
  title: string,
  work: (report: ReportProgress) => Promise<Result>,
): Promise<Result> {
  const steps = new Map<string, BankProgress>();
  const results: Result[] = [];
  const run = async (
    _context: unknown,
    task: ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>,
  ): Promise<void> => {
    results.push(
      await work((progress) => {
        steps.set(progress.step, progress);
        task.output = [...steps.values()].map(toProgressLine).join("\n");
      }),
    );
  };
  // Signals are main's business: the bars must not end the process on their own.
  const tasks = new Listr(
    [{ title, task: run, rendererOptions: { outputBar: true, persistentOutput: false } }],
    {
      renderer: "default",
      rendererOptions: { formatOutput: "truncate", showErrorMessage: false, collapseErrors: false },
      registerSignalListeners: false,
    },
  );
  await tasks.run();
  const [result] = results;
  return result as Result;
}
