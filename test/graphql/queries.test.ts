// Every *.test.graphql beside this file is asked through the public door; its answer (.json), the batches that went to
// each source (.reads) and our statements (.sql) stand beside it. An N+1 is a red diff in .reads.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../src/security/viewer.js";
import type { Purpose } from "../../src/domains/consent/consent.js";
import type { showcase } from "../../src/demo/bank/showcase.js";
import { bankUntil } from "../harness/demo-bank.js";
import { toCustomerId } from "../harness/showcase-ids.js";
import { recordStatements, type Statement } from "../harness/record-statements.js";
import { startTestApp, type TestApp } from "../harness/test-app.js";

const folder = new URL("./queries/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".test.graphql"));

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ clock: { now: () => bankUntil }, isFollowing: false });
});
afterAll(() => app[Symbol.asyncDispose]());

describe("queries", () => {
  it.each(files)("%s answers as recorded, in the recorded batches and statements", async (file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    const name = new URL(file.replace(/\.test\.graphql$/, ""), folder).pathname;
    app.takeReads();
    const { result, statements } = await recordStatements(() =>
      app.ask(text, readHeader(text, "variables") as Record<string, unknown>, {
        role: (readHeader(text, "role") ?? "AGENT") as Role,
        purpose: (readHeader(text, "purpose") ?? "SERVICE") as Purpose,
      }),
    );
    const reads = app.takeReads().map(({ source, facet, asks }) => `${source} ${facet} ${String(asks)}`);
    await expect(`${JSON.stringify(result.body, withoutTimings, 2)}\n`).toMatchFileSnapshot(`${name}.json`);
    await expect(`${reads.toSorted().join("\n")}\n`).toMatchFileSnapshot(`${name}.reads`);
    await expect(toText(statements)).toMatchFileSnapshot(`${name}.sql`);
  });
});

function readHeader(text: string, key: string): unknown {
  const line = new RegExp(`^# ${key}: (.*)$`, "m").exec(text)?.[1];
  if (line === undefined) return undefined;
  // `@minjun` stands for the id of a person of the story.
  const withIds = line.replace(/@(\w+)/g, (_, name: keyof typeof showcase) => toCustomerId(name));
  return line.startsWith("{") ? JSON.parse(withIds) : line;
}

/** How long a source took and when is different each time; whether it said so is not. */
function withoutTimings(key: string, value: unknown): unknown {
  if (key === "latencyMs" || key === "asOf") return typeof value;
  return value;
}

/** The event log is looked at for what other processes add; that is not the operation's. */
const follower = /\bfrom event(?:_floor)?\b(?!.*\borigin is not null\b)/s;

/** That every answer is logged is told here; how, by the tests of the access log. */
const accessLog = /\binsert into access_entry\b/;

function toText(statements: readonly Statement[]): string {
  const systems = new Map(
    Object.entries(app.bank.urls).map(([system, url]) => [new URL(url).pathname.slice(1), system]),
  );
  return statements
    .map(({ database, text }) => ({ system: systems.get(database) ?? database, text: text.trim() }))
    .filter(({ text }) => !follower.test(text))
    .map(({ system, text }) => `-- ${system}\n${accessLog.test(text) ? "(the access log)" : text}\n`)
    .toSorted()
    .join("\n");
}
