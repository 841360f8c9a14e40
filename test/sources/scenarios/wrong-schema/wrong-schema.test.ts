import { expect, test } from "vitest";
import { realTime } from "../real-time.js";
import { playScenario } from "../play-scenario.js";
import { maxRecoveryMs } from "../scenario.js";
import { startChangedTable } from "./changed-table.js";

test(
  "a source whose tables changed refuses at once, costs its own blocks, and is not left alone",
  realTime,
  async () => {
    const { recoveryMs } = await playScenario(
      { name: "wrong schema", start: startChangedTable, statuses: ["UNAVAILABLE"], opensCircuit: false },
      "transfers",
    );
    expect(recoveryMs).toBeLessThan(maxRecoveryMs);
  },
);
