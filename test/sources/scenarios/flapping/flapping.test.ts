import { expect, test } from "vitest";
import { realTime } from "../real-time.js";
import {
  type Answer,
  blocks,
  expectWholeOrPartial,
  measureRecovery,
  percentile,
  report,
  startStage,
  warmUp,
} from "../scenario.js";
import { startFlappingServer } from "./flapping-server.js";

const flapForMs = 4_000;

test(
  "a source that comes and goes gives a whole answer or none, and never costs another block",
  realTime,
  async () => {
    await using stage = await startStage({ start: startFlappingServer }, "web-events");
    const healthy = await warmUp(stage);
    await stage.upstream.misbehave();
    const answers: Answer[] = [];
    const startedAt = performance.now();
    while (performance.now() - startedAt < flapForMs) {
      const asked = await Promise.all(Array.from({ length: 4 }, () => stage.ask()));
      for (const answer of asked) expectWholeOrPartial(answer, healthy, "web-events");
      answers.push(...asked);
    }
    expect(answers.some(({ errors }) => errors.length > 0)).toBe(true);
    await stage.upstream.mend();
    const recoveryMs = Math.round(await measureRecovery(stage, healthy));
    const times = answers.map(({ milliseconds }) => milliseconds);
    report({
      misbehaviour: "flapping",
      source: "web-events",
      blocksAnswered: `${String(blocks.length - 1)} or ${String(blocks.length)} of ${String(blocks.length)}`,
      errors: 1,
      p50Ms: Math.round(percentile(times, 0.5) * 100) / 100,
      p99Ms: Math.round(percentile(times, 0.99) * 100) / 100,
      ratio: null,
      recoveryMs,
    });
  },
);
