// docs/events.md tells the truth: its tables are those of the schemas, and its examples are taken by the real doors.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderEventsPage } from "../../scripts/events-page.js";
import { SentEventType } from "../../src/domains/ingest/sent-event.js";
import { segmentPaths } from "../../src/ingest/doors/segment-request.js";
import { serverKey, startDoors, toBasic } from "./start-doors.js";

const page = readFileSync("docs/events.md", "utf8");
const examples = [...page.matchAll(/^`POST (\S+)`\n\n```json\n([\s\S]*?)\n```$/gm)].map(
  ([, path = "", text = ""]) => ({
    path,
    body: JSON.parse(text) as Readonly<Record<string, unknown>>,
  }),
);

describe("docs/events.md", () => {
  test('has the tables of the schemas (else run "npm run events-page")', () => {
    expect(renderEventsPage(page)).toBe(page);
    expect([...page.matchAll(/^### (\S+)$/gm)].map(([, type]) => type)).toEqual([...SentEventType]);
  });

  test("explains every reason", () => {
    const code = readFileSync("src/domains/ingest/sent-event.ts", "utf8");
    const [, union = ""] = /export type IngestReason =([\s\S]*?);/.exec(code) ?? [];
    const reasons = [...union.matchAll(/"([A-Z_]+)"/g)].map(([, reason = ""]) => reason);
    expect(reasons.length).toBeGreaterThan(5);
    expect(reasons.filter((reason) => !page.includes(`| \`${reason}\` |`))).toEqual([]);
  });

  test("has an example of every type and of every call of Segment's", () => {
    const types = examples.filter(({ path }) => path === "/events").map(({ body }) => body["type"]);
    expect(types).toEqual([...SentEventType]);
    const calls = new Set(Object.values(segmentPaths).filter((kind) => kind !== "batch"));
    const shown = examples.flatMap(({ path }) =>
      path.startsWith("/v1/") ? [path.slice("/v1/".length)] : [],
    );
    expect(new Set(shown)).toEqual(calls);
  });

  test("has examples that are taken, each into a record of the customer's", async () => {
    await using doors = await startDoors();
    for (const { path, body } of examples) {
      const type = path === "/events" ? "application/cloudevents+json" : "application/json";
      const answer = await doors.post(path, body, {
        authorization: toBasic(serverKey),
        "content-type": type,
      });
      const taken =
        path === "/events"
          ? { results: [{ id: body["id"], status: "ACCEPTED", reason: null }] }
          : { success: true };
      expect([path, answer.body]).toEqual([path, taken]);
    }
    const rows = await doors.sql("select from event where origin is not null and record is not null");
    expect(rows).toHaveLength(examples.length);
    const records = await doors.sql<{ record: object }>(
      "select record from event where record_id = 'csl-1' order by cursor desc limit 1",
    );
    expect(records[0]?.record).toMatchObject({ topic: "이체 한도", satisfaction: 4 });
  });
});
