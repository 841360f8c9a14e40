import { expect, test } from "vitest";
import { realTime } from "../real-time.js";
import { playScenario } from "../play-scenario.js";
import { maxRecoveryMs } from "../scenario.js";
import { startCuttingServer } from "./cutting-server.js";

test("an answer that breaks off in the middle is no answer, and not half of one", realTime, async () => {
  const { recoveryMs } = await playScenario(
    { name: "half a body", start: startCuttingServer, statuses: ["UNAVAILABLE", "TIMEOUT"] },
    "consultations",
  );
  expect(recoveryMs).toBeLessThan(maxRecoveryMs);
});
