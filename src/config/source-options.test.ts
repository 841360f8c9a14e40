import { describe, expect, test } from "vitest";
import { parseSettings } from "./parse-settings.js";
import { toSourceOptions } from "./source-options.js";

const sources = [
  { name: "crm", settings: { shape: { CRM_URL: {} } }, canReplicate: true },
  { name: "transfers", settings: { shape: { TRANSFERS_URL: {} } }, canReplicate: true },
  { name: "web-events", settings: { shape: { WEB_EVENTS_URL: {} } }, canReplicate: false },
];
const read = (environment: Readonly<Record<string, string>>, missingSources: readonly string[] = []) =>
  toSourceOptions({ ...parseSettings(environment), missingSources }, sources);

describe("replication", () => {
  test("is on for the sources that the demo bank stands in for, where they can", () => {
    const missing = ["CRM_URL", "WEB_EVENTS_URL"];
    expect(read({}, missing).replication).toEqual({ sources: ["crm"], prefix: "customer_360" });
  });

  test("is on for the sources that are named, and for none of them by that word", () => {
    const named = read({ SOURCE_REPLICATION: "transfers", REPLICATION_PREFIX: "staging" }, ["CRM_URL"]);
    expect(named.replication).toEqual({ sources: ["transfers"], prefix: "staging" });
    expect(read({ SOURCE_REPLICATION: "none" }, ["CRM_URL"]).replication.sources).toEqual([]);
  });
});

test("a setting that names a source which is not there, or which cannot, is an operator's mistake", () => {
  expect(() => read({ SOURCE_STALE_FOR_MS: "crn=1" })).toThrow(
    "SOURCE_STALE_FOR_MS: there is no source crn.",
  );
  expect(() => read({ SOURCE_REPLICATION: "crm,web-events" })).toThrow(
    "SOURCE_REPLICATION: there is no source web-events that can be replicated.",
  );
});
