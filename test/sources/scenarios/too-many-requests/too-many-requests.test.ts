import { expect, test } from "vitest";
import { realTime } from "../real-time.js";
import { playScenario } from "../play-scenario.js";
import { maxRecoveryMs } from "../scenario.js";
import { startCrowdedServer } from "./crowded-server.js";

test(
  "a source that has too many to serve is tried again a little later, then left alone",
  realTime,
  async () => {
    const { recoveryMs } = await playScenario(
      { name: "too many requests", start: startCrowdedServer, statuses: ["UNAVAILABLE"] },
      "crm",
    );
    expect(recoveryMs).toBeLessThan(maxRecoveryMs);
  },
);
