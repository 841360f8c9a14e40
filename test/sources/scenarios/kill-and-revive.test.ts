// Every source is killed and revived while callers go on asking and the followers run: nothing else may suffer.
import { expect, test } from "vitest";
import { realTime } from "./real-time.js";
import { startRefusingServer } from "./down/refusing-server.js";
import {
  expectWholeOrPartial,
  maxRecoveryMs,
  sourceBlocks,
  type SourceName,
  startStage,
  warmUp,
} from "./scenario.js";

const callers = 4;

test.for(Object.keys(sourceBlocks) as SourceName[])(
  "%s is killed and revived under load: no other field fails, and it is back within five seconds",
  realTime,
  async (source) => {
    await using stage = await startStage({ start: startRefusingServer }, source, { isFollowing: true });
    const healthy = await warmUp(stage);
    let partial = 0;
    let wholeAt: number | undefined;
    let isOver = false;
    const load = Promise.all(
      Array.from({ length: callers }, async () => {
        while (!isOver) {
          const answer = await stage.ask();
          if (expectWholeOrPartial(answer, healthy, source) === "whole") {
            wholeAt ??= performance.now();
          } else {
            partial += 1;
            wholeAt = undefined;
          }
        }
      }),
    );
    const during = async (): Promise<void> => {
      await stage.upstream.misbehave();
      await expect.poll(() => partial, { timeout: 10_000 }).toBeGreaterThan(100);
      await stage.upstream.mend();
      const mendedAt = performance.now();
      await expect.poll(() => wholeAt, { timeout: maxRecoveryMs }).toBeDefined();
      expect((wholeAt ?? Infinity) - mendedAt).toBeLessThan(maxRecoveryMs);
    };
    load.catch(() => undefined);
    await during().finally(() => {
      isOver = true;
    });
    await load;
  },
);
