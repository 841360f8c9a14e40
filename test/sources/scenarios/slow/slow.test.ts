import { expect, test } from "vitest";
import { realTime } from "../real-time.js";
import { playScenario } from "../play-scenario.js";
import { maxRecoveryMs } from "../scenario.js";
import { startSlowServer } from "./slow-server.js";

test("a slow source costs its own blocks and no time once it is left alone", realTime, async () => {
  const { recoveryMs } = await playScenario(
    { name: "slow", start: startSlowServer, statuses: ["TIMEOUT"] },
    "web-events",
  );
  expect(recoveryMs).toBeLessThan(maxRecoveryMs);
});
