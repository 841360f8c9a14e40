// The commands of keys as processes, also when one of them is killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createIdentifierCipher } from "../../src/security/create-identifier-cipher.js";
import { parseMasterKeys, toKeyText } from "../../src/security/key-ring.js";
import { makeKeyRing, makeMasterKey } from "../fakes/key-ring.js";
import { startProgram } from "../harness/start-program.js";
import { createTestStore } from "../harness/store.js";

const command = "src/commands/keys-command.ts";

async function run(environment: Readonly<Record<string, string>>, ...args: string[]) {
  const program = startProgram(command, environment, args);
  const code = await program.end();
  return { code, text: program.text() };
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "keys-command-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test(
  "a rotation that is killed goes on where it stopped, and the status tells when the old key may go",
  { timeout: 180_000 },
  async () => {
    await using store = await createTestStore({ cipher: createIdentifierCipher(makeKeyRing("a")) });
    const observed = Array.from({ length: 150 }, (_, n) => ({
      subject: { namespace: "CRM_ID", value: String(n) } as const,
      identity: { namespace: "PHONE", value: `+8210${String(n)}` } as const,
      verified: true,
      firstSeenAt: "2026-01-01T00:00:00Z",
      lastSeenAt: "2026-01-02T00:00:00Z",
    }));
    await store.unitOfWork.run(({ identities }) => identities.link("crm", observed));
    const environment = {
      DATABASE_URL: store.url,
      DATA_DIR: await makeFolder(),
      PERSONAL_DATA_KEYS: ["b", "a"].map((id) => toKeyText(makeMasterKey(id))).join(),
    };
    expect((await run(environment, "status")).text).toBe(
      [
        "b: seals what is new",
        "a: opens what is older",
        "         300 identity_link.sealed_value (keys:rotate changes these)",
        "         300 identity_link.value_hash (keys:rotate --lookup changes these)\n",
      ].join("\n"),
    );

    // Without the launcher, so that the signal meets the process that does the work.
    const args = [
      "--import",
      "./bin/typescript.mjs",
      command,
      "rotate",
      "--lookup",
      "--batch",
      "10",
      "--pause",
      "50",
    ];
    const killed = spawn(process.execPath, args, {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const exited = once(killed, "exit");
    for await (const said of killed.stderr) {
      if (/hashed \d+/.test(String(said))) break;
    }
    killed.kill("SIGKILL");
    expect(await exited).toEqual([null, "SIGKILL"]);

    const states = (await store.sql(
      "select distinct split_part(value_hash, '.', 1) as id from identity_link order by 1",
    )) as object[];
    expect(states).toEqual([{ id: "a" }, { id: "b" }]);
    const rotated = await run(environment, "rotate", "--lookup");
    expect(rotated).toMatchObject({ code: 0 });
    expect(rotated.text).toMatch(/Key b: 0 rows sealed anew, \d+ hashed anew\.\n$/);
    expect((await run(environment, "status")).text).toBe(
      [
        "b: seals what is new",
        "         300 identity_link.sealed_value (keys:rotate changes these)",
        "         300 identity_link.value_hash (keys:rotate --lookup changes these)",
        "a: opens what is older",
        "  nothing needs it: it may be taken out of the ring\n",
      ].join("\n"),
    );
  },
);

test("a fresh key is printed alone, another each time", { timeout: 60_000 }, async () => {
  const [one, two] = [await run({}, "new"), await run({}, "new")];
  expect(one.text).not.toBe(two.text);
  expect(parseMasterKeys(one.text.trim())).toHaveLength(1);
  expect(one.text.split("\n")).toHaveLength(2);
});

test("faults end with exit code 1 and one sentence", { timeout: 60_000 }, async () => {
  const DATA_DIR = await makeFolder();
  expect(await run({ DATA_DIR }, "status")).toEqual({
    code: 1,
    text: `PERSONAL_DATA_KEYS: is needed, or the key file of the gateway: there is no ${DATA_DIR}/keys.json (DATA_DIR).\n`,
  });
  const keyed = { DATA_DIR, PERSONAL_DATA_KEYS: toKeyText(makeMasterKey("a")) };
  expect((await run(keyed, "rotate")).text).toMatch(/^No demo runs on .* DATABASE_URL\.\n$/);
  expect((await run(keyed, "turn")).text).toMatch(/^error: unknown command 'turn'/);
});
