import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { AccessNote } from "../../src/domains/audit/access-entry.js";
import { describeReview } from "../../src/commands/describe-review.js";
import { createReviewReport, toReviewMonth, type ReviewReport } from "../../src/commands/review-report.js";
import { GatewayError } from "../../src/shared/errors.js";
import { makeNote } from "../fakes/access-note.js";
import { testAccessKeys, testKeys } from "../fakes/key-ring.js";
import { createTestStore, type TestStore } from "../harness/store.js";
import { startProgram } from "../harness/start-program.js";

let store: TestStore;
let persons: readonly { readonly id: string; readonly subject_ref: string }[];
const see = (actor: string, count: number, more: (n: number) => Partial<AccessNote>) =>
  store.accessLog.append(
    Array.from({ length: count }, (_, n) =>
      // Tuesday, 13 October 2026, from ten o'clock in Korea on, a person every ten minutes.
      makeNote({
        actor,
        at: new Date(Date.parse("2026-10-13T01:00:00Z") + n * 600_000).toISOString(),
        subjectRef: persons[n % persons.length]!.subject_ref,
        ...more(n),
      }),
    ),
  );

beforeAll(async () => {
  store = await createTestStore();
  persons = (await store.sql(
    `insert into customer (id) select gen_random_uuid() from generate_series(1, 100) returning id, subject_ref`,
  )) as typeof persons;
  await see("quiet", 20, (n) => ({ subjectRef: persons[n % 8]!.subject_ref }));
  await see("night", 12, (n) => ({ at: `2026-10-13T13:${String(n + 10)}:00Z` }));
  await see("weekend", 10, (n) => ({ at: `2026-10-10T03:${String(n + 10)}:00Z` }));
  await see("bulk", 60, (n) => ({ at: `2026-10-14T0${n < 30 ? "1:45" : "2:15"}:${String((n % 30) + 10)}Z` }));
  await see("exporter", 1, () => ({ action: "EXPORT" }));
  await see("prober", 7, () => ({ decision: "DENIED" }));
  await see("grown", 10, (n) => ({ at: `2026-08-0${String((n % 9) + 1)}T03:00:00Z` }));
  await see("grown", 60, (n) => ({
    at: new Date(Date.parse("2026-10-12T23:30:00Z") + n * 400_000).toISOString(),
  }));
  // The moments around the month's ends in Korea.
  await see("edge", 1, () => ({ at: "2026-09-30T14:59:59.999Z" }));
  await see("edge", 1, () => ({ at: "2026-10-31T15:00:00Z" }));
  await see("web", 40, (n) => ({ roles: ["FRONTEND"], at: `2026-10-13T15:${String(n + 10)}:00Z` }));
  store.accountNames.keep("quiet", "남궁");
  store.accountNames.keep("exporter", "김");
  await vi.waitFor(async () => expect(await store.accessReview.listAccountNames()).toHaveLength(2));
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

/** Five persons are called 남궁, of whom "quiet" saw all among eight; the others Kim. */
const findNames = async (ids: readonly string[]) =>
  new Map(ids.map((id) => [id, persons.findIndex((person) => person.id === id) < 5 ? "남궁" : "김"]));
const report = (names = findNames) =>
  createReviewReport(store.accessReview, testAccessKeys, "2026-10", names);
const found = ({ findings }: ReviewReport) =>
  findings.map(({ actor, reason, count, entryIds }) => [actor, reason, count, entryIds.length]);

describe("the report of a month", () => {
  test("names the accounts that are worth a question, why, and their entries", async () => {
    const october = await report();
    expect(found(october)).toEqual([
      ["bulk", "BULK", 60, 20],
      ["exporter", "HANDED_OUT", 1, 1],
      ["grown", "VOLUME_OWN", 60, 20],
      ["night", "OFF_HOURS", 12, 12],
      ["prober", "DENIED", 7, 7],
      ["quiet", "OWN_NAME", 5, 14],
      ["weekend", "OFF_HOURS", 10, 10],
    ]);
    expect(october).toMatchObject({ month: "2026-10", accounts: 8, entries: 210, names: "COMPARED" });
    expect(october.findings[0]?.entryIds[0]).toMatch(/^acc_\d+\.\d+$/);
    expect(october.findings[0]?.from).toBe("2026-10-14T01:30:00Z");
  });

  test("says when names could not be compared", async () => {
    const down = await report(() => Promise.reject(new GatewayError("SOURCE_UNAVAILABLE", "down")));
    expect(down.names).toBe("SOURCE_DOWN");
    expect(found(down).map(([actor]) => actor)).not.toContain("quiet");
    expect(describeReview(down, "en")).toContain("the CRM did not answer");
  });

  test("is a page in Korean and in English, of the same lines", async () => {
    const october = await report();
    const [korean, english] = (["ko", "en"] as const).map((language) => describeReview(october, language));
    expect(korean).toContain("한 시간 안에 서로 다른 정보주체 60명 (2026-10-14 10:30부터)");
    expect(english).toContain("60 different persons within an hour (from 2026-10-14 10:30)");
    expect(korean?.split("\n")).toHaveLength(english?.split("\n").length ?? 0);
    expect(english).not.toMatch(/[가-힣]/);
    const odd = { ...october, findings: [{ ...october.findings[0]!, actor: "a|b\n# c" }] };
    expect(describeReview(odd, "en")).toContain("| a\\|b # c |");
  });

  test("begins and ends at midnight in Korea", () => {
    expect(toReviewMonth("2026-12")).toEqual({
      since: "2026-11-30T15:00:00.000Z",
      until: "2026-12-31T15:00:00.000Z",
    });
  });
});

describe("the commands", () => {
  const run = async (file: string, args: readonly string[]) => {
    const environment = { DATABASE_URL: store.url, PERSONAL_DATA_KEYS: testKeys };
    await using program = startProgram(`src/commands/${file}.ts`, environment, args);
    return { code: await program.end(), text: program.text() };
  };

  test("print the report, also without any source", async () => {
    const { code, text } = await run("audit-review-command", ["--month", "2026-10", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ accounts: 8, names: "SOURCE_DOWN" });
    expect(await run("audit-review-command", ["--month", "2026-13"])).toMatchObject({ code: 1 });
  }, 60_000);

  test("verify the log with an exit code, and name what was done", async () => {
    const anchor = await store.accessLog.findAnchor();
    const whole = await run("audit-verify-command", ["--expect", anchor]);
    expect(whole.text).toContain(`head ${anchor}`);
    expect(whole).toMatchObject({ code: 0, text: expect.stringContaining("contains the anchor") as string });
    await store.sql("set session_replication_role = replica; delete from access_entry where sequence = 3");
    const broken = await run("audit-verify-command", []);
    expect(broken.code).toBe(1);
    expect(broken.text).toContain("ENTRIES_MISSING 1.3: Entry 3 is missing at the middle of the segment.");
    expect(await run("audit-verify-command", ["--expect", "no"])).toMatchObject({ code: 1 });
  }, 60_000);
});
