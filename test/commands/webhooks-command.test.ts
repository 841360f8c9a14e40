// `npm run webhooks` from end to end: a receiver that refuses, the real queue, the command as a process of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { screenTerms } from "../../src/domains/triggers/trigger-terms.js";
import { toKeyText } from "../../src/security/key-ring.js";
import { makeMasterKey } from "../fakes/key-ring.js";
import { startProgram } from "../harness/start-program.js";
import { idOf, startReceiver, startShop } from "../triggers/webhook-shop.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "webhooks-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(databaseUrl: string, ...args: string[]): Promise<{ code: unknown; text: string }> {
  const environment = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    PERSONAL_DATA_KEYS: toKeyText(makeMasterKey("a")),
  };
  const program = startProgram("src/commands/webhooks-command.ts", environment, args);
  return { code: await program.end(), text: program.text() };
}

test(
  "what a system never took is shown, and told again when an operator says so",
  { timeout: 240_000 },
  async () => {
    await using receiver = await startReceiver(() => ({ status: 500 }));
    await using shop = await startShop([{ name: "mailer", url: receiver.url }]);
    const { url } = shop.store;
    expect(await run(url, "replay", "--endpoint", "nobody")).toEqual({
      code: 1,
      text: "There is no endpoint nobody; known are: mailer.\n",
    });
    // For the staff: the hour at which the test runs must not matter.
    const trigger = await shop.raise({ expiresAt: "2099-01-01T00:00:00Z", terms: screenTerms });
    for (const wait of [0, 5_000, 300_000]) {
      shop.pass(wait);
      expect(await shop.tell()).toBe(1);
    }
    const status = await run(url, "status");
    expect(status.code).toBe(0);
    expect(status.text).toContain("mailer: 0 waiting, 0 delivered, 0 cancelled, 1 dead (the last: HTTP 500)");

    expect(await run(url, "replay", "--endpoint", "mailer")).toEqual({
      code: 0,
      text: "1 will be told again.\n",
    });
    receiver.reply = () => ({ status: 204 });
    // The command goes by the real clock.
    shop.pass(Math.max(0, Date.now() - shop.time.now.getTime()) + 400_000);
    expect(await shop.tell()).toBe(1);
    expect(receiver.listTold()).toEqual(Array.from({ length: 4 }, () => idOf(trigger)));
    expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await shop.list()).toMatchObject([{ status: "DELIVERED" }]);
  },
);
