// `npm run dead-letters` over letters that were left by the real way in; once as a process.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runDeadLettersCommand } from "../../src/commands/run-dead-letters-command.js";
import { createIngest } from "../../src/ingest/ingest-events.js";
import { silentLogger } from "../../src/observability/logger.js";
import { createIdentifierCipher } from "../../src/security/create-identifier-cipher.js";
import { toKeyText } from "../../src/security/key-ring.js";
import { OperatorError } from "../../src/shared/operator-error.js";
import { makeKeyRing, makeMasterKey } from "../fakes/key-ring.js";
import { startProgram } from "../harness/start-program.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const received = new Date("2026-06-30T12:00:00.000Z");
const phone = "+821055512345";
let store: TestStore;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dead-letters-"));
  const clock = { now: () => received };
  store = await createTestStore({ cipher: createIdentifierCipher(makeKeyRing("a")), clock });
  const seen = { firstSeenAt: "2026-01-01T00:00:00Z", lastSeenAt: "2026-01-01T00:00:00Z", verified: true };
  const crm = { namespace: "CRM_ID", value: "c1" } as const;
  await store.unitOfWork.run(({ identities }) =>
    identities.link("crm", [
      { subject: crm, identity: crm, ...seen },
      { subject: crm, identity: { namespace: "PHONE", value: phone }, ...seen },
      { subject: crm, identity: { namespace: "LOGIN_ID", value: "minjun" }, ...seen },
    ]),
  );
  const { unitOfWork, identities: identityStore } = store;
  const ingest = createIngest({ unitOfWork, identityStore, clock, logger: silentLogger });
  const ahead = {
    type: "track",
    messageId: "ahead",
    userId: "minjun",
    event: "적금",
    timestamp: "2026-06-30T12:10:00.000Z",
  };
  const nothing = {
    id: "n",
    source: "core",
    type: "nothing",
    specversion: "1.0",
    subject: `PHONE:${phone}`,
    data: {},
  };
  const page = { door: "SEGMENT", source: "shop-web", isTrusted: false } as const;
  await ingest({ ...page, events: [{ ...ahead, sentAt: "2026-06-30T12:00:00.000Z" }] });
  // The same event, sent again a little later.
  await ingest({ ...page, events: [{ ...ahead, sentAt: "2026-06-30T12:00:01.000Z" }] });
  await ingest({ door: "CLOUD_EVENTS", source: null, isTrusted: true, events: [nothing] });
  await ingest({
    ...page,
    source: "other",
    events: [{ type: "poke" }, { type: "track", messageId: "x".repeat(70_000) }],
  });
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const toEnvironment = () => ({
  DATABASE_URL: store.url,
  DATA_DIR: folder,
  PERSONAL_DATA_KEYS: toKeyText(makeMasterKey("a")),
});

async function run(...args: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  try {
    const output = (part: string): void => void (text += part);
    const isDone = await runDeadLettersCommand(args, { environment: toEnvironment(), output });
    return { code: isDone ? 0 : 1, text };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { code: 1, text: `${text}${error.message}\n` };
  }
}
const findId = async (reason: string) =>
  ((await store.sql("select id::text from dead_letter where reason = $1", [reason])) as { id: string }[])[0]
    ?.id ?? "";
const entries = () =>
  store.sql(
    `select actor, customer.id is not null as "isKnown" from access_entry
       left join customer using (subject_ref) where application = 'dead-letters'`,
  );

test("tells of each letter why it lies there, and nothing of what was sent", async () => {
  const { code, text } = await run("list");
  expect(code).toBe(0);
  expect(text).toMatch(/SEGMENT {2}shop-web {2}INVALID_TIME: .* 2 times\n/);
  expect(text).toMatch(/CLOUD_EVENTS {2}core {2}UNKNOWN_TYPE: /);
  expect(text).toMatch(/EVENT_TOO_LARGE: .* {2}cut\n/);
  expect(text).toMatch(/4 dead letters\.\n$/);
  expect(text).not.toContain("minjun");
  expect(text).not.toContain(phone);
  expect((await run("list", "--source", "other")).text).toMatch(/2 dead letters\.\n$/);
});

test("shows what was sent only when it is asked for by name, behind an entry of the access log", async () => {
  const id = (
    (await store.sql("select id::text from dead_letter where source = 'core'")) as { id: string }[]
  )[0]!.id;
  expect((await run("show", id)).text).not.toContain(phone);
  expect(await run("show", id, "--reveal")).toMatchObject({
    code: 1,
    text: expect.stringContaining("--account") as string,
  });
  expect(await entries()).toEqual([]);
  const { text } = await run("show", id, "--reveal", "--account", "operator-7");
  expect(text).toContain(phone);
  expect(await entries()).toEqual([{ actor: "operator-7", isKnown: true }]);
  // A letter of which nobody knows whose it is has its entry as well.
  const poke = await findId("EVENT_TOO_LARGE");
  await run("show", poke, "--reveal", "--account", "operator-7");
  expect(await entries()).toHaveLength(2);
});

test("replays what can be taken by now, with the time at which it happened, and keeps the rest", async () => {
  expect((await run("replay")).text).toContain("Say which");
  const ahead = await findId("INVALID_TIME");
  const { code, text } = await run("replay", "--all");
  expect(code).toBe(1);
  expect(text).toContain(`${ahead}  ACCEPTED\n`);
  expect(text).toMatch(/REJECTED {2}UNKNOWN_TYPE: /);
  expect(text).toContain("REJECTED  Only its beginning was kept.");
  expect(
    await store.sql("select occurred_at as at, origin from event where record->>'name' = '적금'"),
  ).toEqual([{ at: new Date("2026-06-30T12:10:00.000Z"), origin: "shop-web" }]);
  const left = await store.sql(
    "select distinct received_at as at, count(*)::int as n from dead_letter group by 1",
  );
  expect(left).toEqual([{ at: received, n: 3 }]);
  expect((await run("replay", ahead)).text).toBe("");
});

test("drops what is named, and nothing else", async () => {
  expect((await run("drop", "--source", "other")).text).toBe("2 dead letters were removed.\n");
  expect((await run("list")).text).toMatch(/\n1 dead letters\.\n$/);
  expect(await run("show", "999")).toMatchObject({ code: 1, text: "There is no dead letter 999.\n" });
});

test("is a command with an exit code", { timeout: 120_000 }, async () => {
  const program = startProgram("src/commands/dead-letters-command.ts", toEnvironment(), ["show", "999"]);
  expect([await program.end(), program.text()]).toEqual([1, "There is no dead letter 999.\n"]);
});
