// Servers that ask who one is.
import { describe, expect, test, vi } from "vitest";
import { reasonWithoutNats, startNats } from "../../harness/nats-server.js";
import { createTestStore } from "../../harness/store.js";
import { makeEvent } from "../event-log-conformance.js";
import { collect, openStreamedLog, untilHearing, waiting } from "./streamed-log.js";

vi.setConfig({ testTimeout: 30_000 });

describe.skipIf(reasonWithoutNats !== undefined)(
  `the session with NATS${reasonWithoutNats ? ` (skipped: ${reasonWithoutNats})` : ""}`,
  () => {
    test.each([
      ["a user and a password", ["--user", "gateway", "--pass", "p@:2"], "gateway:p%40%3A2@"],
      ["a token", ["--auth", "token"], "token@"],
    ])("shows %s", async (_, options, who) => {
      await using nats = await startNats(options);
      await using store = await createTestStore();
      await using opened = await openStreamedLog(store, { url: nats.url.replace("//", `//${who}`) });
      await expect(untilHearing(opened)).resolves.toBeUndefined();
    });

    test("is refused without them, and events go on without it", async () => {
      await using nats = await startNats(["--user", "gateway", "--pass", "right"]);
      await using store = await createTestStore();
      await using opened = await openStreamedLog(store, {
        url: nats.url.replace("//", "//gateway:wrong@"),
      });
      await using here = collect(opened, 0n);
      await opened.append(makeEvent());
      await vi.waitFor(() => expect(here.got).toHaveLength(1), waiting);
      expect(opened.log.isHearing()).toBe(false);
    });
  },
);
