// Before anybody is timed, everybody has to give the same answers.
import { setTimeout as delay } from "node:timers/promises";
import type { RunningContender } from "../contenders/contender.js";
import { OperatorError } from "../../src/shared/operator-error.js";
import type { Workload } from "../workloads.js";
import { findDifference, toCanonical } from "./canonical-answer.js";

const parallel = 8;
const maxAttempts = 6;
const pauseMs = 500;

/** Asks both for the first `count` keys of a workload; throws with the first difference. */
export async function compareAnswers(
  workload: Workload,
  reference: RunningContender,
  contender: RunningContender,
  count: number,
): Promise<void> {
  const keys = workload.keys.slice(0, count);
  for (let from = 0; from < keys.length; from += parallel) {
    await Promise.all(
      keys.slice(from, from + parallel).map(async (key) => {
        const [wanted, given] = await Promise.all([
          ask(reference, workload, key),
          ask(contender, workload, key),
        ]);
        const difference = findDifference(given, wanted);
        if (difference === undefined) return;
        throw new OperatorError(
          `${contender.name} does not answer ${workload.name} for ${key} as ${reference.name} does: ${difference}.`,
        );
      }),
    );
  }
}

/** On a busy machine a deadline may run out; what is compared are answers that came in time. */
async function ask(contender: RunningContender, workload: Workload, key: string): Promise<unknown> {
  let failure = "";
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const { status, text } = await send(contender, workload, key).catch((error: unknown) => ({
      status: 0,
      text: String(error),
    }));
    const answer = status === 200 ? (JSON.parse(text) as { data?: unknown; errors?: unknown }) : undefined;
    if (answer?.data !== undefined && answer.data !== null && answer.errors === undefined) {
      return toCanonical(answer.data);
    }
    failure = `${String(status)} ${text.slice(0, 500)}`;
    await delay(pauseMs);
  }
  throw new OperatorError(
    `${contender.name} fails at ${workload.name} for ${key}: ${failure}\nIt said:\n${await contender.findWords()}`,
  );
}

async function send(
  { port, toRequest }: RunningContender,
  workload: Workload,
  key: string,
): Promise<{ status: number; text: string }> {
  const { method, path, headers, body } = toRequest(workload, key);
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
    method,
    headers,
    ...(method === "POST" && { body }),
  });
  return { status: response.status, text: await response.text() };
}
