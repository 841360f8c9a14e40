import { expect, test } from "vitest";
import { laneSizes } from "../../../../src/sources/kit/guard-settings.js";
import { realTime } from "../real-time.js";
import { playScenario } from "../play-scenario.js";
import { maxRecoveryMs, type Answer, blocks, deadlineMs, startStage, warmUp } from "../scenario.js";
import { startLockedTable } from "./locked-table.js";

test("a source whose reads all hang is left alone though it answers pings", realTime, async () => {
  const { recoveryMs } = await playScenario(
    { name: "pool exhausted", start: startLockedTable, statuses: ["TIMEOUT"] },
    "transfers",
  );
  expect(recoveryMs).toBeLessThan(maxRecoveryMs);
});

test(
  "reads beyond the queue of a source are refused at once, and nothing else waits for them",
  realTime,
  async () => {
    const maxQueued = 3;
    await using stage = await startStage({ start: startLockedTable, guard: { maxQueued } }, "transfers");
    const others = blocks.filter((block) => block !== "transfers" && block !== "identities");
    const ask = (): Promise<Answer> => stage.ask(others);
    await warmUp(stage);
    const { customer } = await ask();
    await stage.upstream.misbehave();
    const places = laneSizes.request + maxQueued;
    const answers = await Promise.all(Array.from({ length: places + 8 }, ask));
    for (const answer of answers) {
      expect(answer.customer).toEqual({ ...customer, transfers: null });
      expect(answer.errors).toHaveLength(1);
    }
    const withStatus = (status: string): readonly Answer[] =>
      answers.filter(({ errors }) => errors[0]?.extensions["status"] === status);
    expect(withStatus("TIMEOUT")).toHaveLength(places);
    expect(withStatus("UNAVAILABLE")).toHaveLength(8);
    // A crowded machine takes its time for eighteen answers at once; none of these waits for the deadline.
    for (const { milliseconds } of withStatus("UNAVAILABLE"))
      expect(milliseconds).toBeLessThan(deadlineMs * 0.75);
  },
);
