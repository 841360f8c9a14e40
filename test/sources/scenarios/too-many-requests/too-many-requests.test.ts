import { expect, test } from "vitest";
import { realTime } from "../real-time.js";
import { playScenario } from "../play-scenario.js";
import { maxRecoveryMs } from "../scenario.js";
import { startCrowdedServer } from "./crowded-server.js";
import { startCrowdedHttp } from "./crowded-http.js";

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

test(
  "a source that answers 429 is left alone until it serves again, and Retry-After never costs the deadline",
  realTime,
  async () => {
    const { recoveryMs } = await playScenario(
      { name: "429", start: startCrowdedHttp, statuses: ["UNAVAILABLE"] },
      "campaigns",
    );
    expect(recoveryMs).toBeLessThan(maxRecoveryMs);
  },
);
