import { expect, test } from "vitest";
import { realTime } from "../real-time.js";
import { playScenario } from "../play-scenario.js";
import { maxRecoveryMs, sourceBlocks, type SourceName } from "../scenario.js";
import { startSilentServer } from "./silent-server.js";

test.for(Object.keys(sourceBlocks) as SourceName[])(
  "while %s hangs the rest arrives within the deadline, and it comes back by itself",
  realTime,
  async (source) => {
    const { recoveryMs } = await playScenario(
      { name: "hangs", start: startSilentServer, statuses: ["TIMEOUT"] },
      source,
    );
    expect(recoveryMs).toBeLessThan(maxRecoveryMs);
  },
);
