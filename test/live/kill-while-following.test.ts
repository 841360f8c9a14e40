import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { runSql } from "../harness/databases.js";
import { addCustomer, createLiveGateway, toHit } from "./live-gateway.js";

// Each test makes five databases, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const hanging = fileURLToPath(new URL("../fixtures/follow-and-hang.ts", import.meta.url));

test("a change is in the log after a restart when the process was killed between reading and committing", async () => {
  await using gateway = await createLiveGateway((urls) => addCustomer(urls.crm, "C1", "kim"));
  // Sets the place from which is followed, then stops.
  await using first = gateway.follow();
  await gateway.untilFollowed();
  await first[Symbol.asyncDispose]();

  const settings = JSON.stringify(gateway.settings);
  const child = spawn(
    process.execPath,
    ["--import", "./bin/typescript.mjs", hanging, gateway.store.url, settings],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exited = once(child, "exit");
  try {
    await runSql(gateway.urls.web_events, ...toHit("h1", "kim"));
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    expect(said.toString()).toBe("appended\n");
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
  expect(await gateway.listEvents()).toEqual([]);

  await using _ = gateway.follow();
  await vi.waitFor(
    async () => {
      expect((await gateway.listEvents()).map((event) => event.record_id)).toEqual(["h1"]);
    },
    { timeout: 10_000, interval: 20 },
  );
});
