import { expect, test } from "vitest";
import { realTime } from "../real-time.js";
import { playScenario } from "../play-scenario.js";
import { maxRecoveryMs, sourceBlocks, type SourceName } from "../scenario.js";
import { startRefusingServer } from "./refusing-server.js";

test.for(Object.keys(sourceBlocks) as SourceName[])(
  "while %s is down the rest stands, as fast as ever, and it comes back by itself",
  realTime,
  async (source) => {
    const { recoveryMs } = await playScenario(
      { name: "down", start: startRefusingServer, statuses: ["UNAVAILABLE"] },
      source,
    );
    expect(recoveryMs).toBeLessThan(maxRecoveryMs);
  },
);
