// Entries of one answer that several readers got stand in one row. To whoever reads, verifies, counts or removes them, each
// is an entry of its own.
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessEntry, AccessNote, SharedAccessNote } from "../../src/domains/audit/access-entry.js";
import type { AccessLogFilter } from "../../src/domains/audit/access-log.js";
import { verifyAccessLog } from "../../src/domains/audit/verify-access-log.js";
import { createScan } from "../../src/store/access-scan.js";
import { Random } from "../../src/demo/bank/random.js";
import type { Position } from "../../src/shared/page.js";
import { makeNote } from "../fakes/access-note.js";
import { testAccessKeys } from "../fakes/key-ring.js";
import { toNotesOfReaders } from "../fakes/scripted-access-log.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const random = new Random("shared-entries");
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random.next() * items.length)]!;
const persons = Array.from({ length: 4 }, (_, n) => `00000000-0000-4000-8000-00000000000${String(n)}`);
const actors = ["agent-1", 'agent "2", {x}', "상담원-3", "NULL", "agent-5"];

function share(note: AccessNote, names: readonly string[]): SharedAccessNote {
  const { actor: _actor, roles: _roles, sourceIp: _sourceIp, application: _application, ...what } = note;
  const readers = names.map((actor, n) => ({
    actor,
    roles: n % 2 === 0 ? ["AGENT"] : ["AGENT", "MARKETER"],
    sourceIp: `10.0.0.${String(n)}`,
    application: n % 3 === 0 ? null : "desk, \\ one",
  }));
  return { ...what, readers };
}

/** Entries of one, two or many readers, several at the same instant. */
function draw(): AccessNote | SharedAccessNote {
  const note = makeNote({
    at: new Date(1.79e12 + Math.floor(random.next() * 12) * 1_000).toISOString(),
    subjectRef: pick(persons),
    actor: pick(actors),
    decision: pick(["ALLOWED", "MASKED"]),
    withheld: pick([[], ["Profile.phone"]]),
  });
  const count = pick([1, 1, 2, 3, 40]);
  return count === 1
    ? note
    : share(
        note,
        Array.from({ length: count }, () => pick(actors)),
      );
}

const verify = (store: TestStore) => store.scanAccessLog((scan) => verifyAccessLog(testAccessKeys, scan));

describe("entries of several readers", () => {
  let store: TestStore;
  let written: readonly Omit<AccessEntry, "customerId">[];
  beforeAll(async () => {
    store = await createTestStore();
    const notes = Array.from({ length: 120 }, draw);
    for (let at = 0; at < notes.length; at += 7) await store.accessLog.append(notes.slice(at, at + 7));
    written = notes
      .flatMap(toNotesOfReaders)
      .map((note, n) => ({ ...note, id: `1.${String(n + 1)}` }))
      .toReversed()
      .toSorted((left, right) => (left.at === right.at ? 0 : left.at < right.at ? 1 : -1));
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const filters: readonly [string, AccessLogFilter, (entry: Omit<AccessEntry, "customerId">) => boolean][] = [
    ["all", {}, () => true],
    ["of one account", { actors: [actors[1]!] }, ({ actor }) => actor === actors[1]],
    ["of two accounts", { actors: [actors[2]!, actors[3]!] }, ({ actor }) => /상담원|NULL/.test(actor)],
    ["of nobody", { actors: ["nobody"] }, () => false],
    ["of a person", { subjectRefs: [persons[2]!] }, ({ subjectRef }) => subjectRef === persons[2]],
    [
      "masked ones of a person for an account",
      { subjectRefs: [persons[1]!], decisions: ["MASKED"], actors: [actors[4]!] },
      (entry) => entry.subjectRef === persons[1] && entry.decision === "MASKED" && entry.actor === actors[4],
    ],
  ];
  test.each(filters)("come page by page, %s, each once and newest first", async (_name, filter, isWanted) => {
    const wanted = written.filter(isWanted);
    for (const limit of [1, 7, 39, 500]) {
      const found: AccessEntry[] = [];
      let after: Position | undefined;
      for (let isWhole = false; !isWhole;) {
        const page = await store.accessEntries.listEntries({ limit, filter, ...(after && { after }) });
        found.push(...page);
        const last = page.at(-1);
        isWhole = last === undefined || page.length < limit;
        if (last !== undefined) after = { at: last.at, id: last.id, inclusive: false };
      }
      expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      expect(found).toMatchObject(wanted.map(({ at: _at, ...entry }) => entry));
    }
  });

  test("are found by their ids, and a place that has none finds nothing", async () => {
    const ids = written.map(({ id }) => id);
    const found = await store.accessEntries.loadByIds([...ids, "1.0", `1.${String(ids.length + 1)}`, "2.1"]);
    expect([...found.keys()].toSorted()).toEqual(ids.toSorted());
    for (const { at: _at, ...entry } of written) expect(found.get(entry.id)).toMatchObject(entry);
  });

  test("are a customer's, page by page", async () => {
    await store.sql("insert into customer (id, subject_ref) select gen_random_uuid(), unnest($1::uuid[])", [
      persons,
    ]);
    const [customer] = (await store.sql("select id from customer where subject_ref = $1", [persons[0]])) as {
      id: string;
    }[];
    const wanted = written.filter(({ subjectRef }) => subjectRef === persons[0]).map(({ id }) => id);
    const ask = { customerId: customer!.id, limit: 25 };
    const [first] = await store.accessEntries.loadBySubjects([ask]);
    expect(first!.map(({ id }) => id)).toEqual(wanted.slice(0, 25));
    const last = first!.at(-1)!;
    const [second] = await store.accessEntries.loadBySubjects([
      { ...ask, after: { at: last.at, id: last.id, inclusive: false } },
    ]);
    expect(second!.map(({ id }) => id)).toEqual(wanted.slice(25, 50));
  });

  test("count for each account in the review of a month", async () => {
    const month = { since: "2026-09-01T00:00:00Z", until: "2026-10-01T00:00:00Z" };
    const activity = await store.accessReview.listActivity(month);
    expect(Object.fromEntries(activity.map(({ actor, entries }) => [actor, entries]))).toEqual(
      Object.fromEntries(actors.map((name) => [name, written.filter(({ actor }) => actor === name).length])),
    );
    const [id] = await store.accessReview.listEntryIds(month, actors[0]!, { entries: "ALL" }, 1);
    expect(written.filter(({ actor }) => actor === actors[0]).map((entry) => entry.id)).toContain(id);
  });

  test("are verified, all of them", async () => {
    expect(await verify(store)).toMatchObject({ entries: written.length, faults: [] });
  });
});

describe("a row of several readers", () => {
  const changes: readonly [string, string, string][] = [
    [
      "the list changed",
      "update access_reader_list set readers = jsonb_set(readers, '{0,0}', '\"nobody\"')",
      "READER_LIST_CHANGED",
    ],
    [
      "a reader taken out of the list",
      "update access_reader_list set readers = readers - 1",
      "READER_LIST_CHANGED",
    ],
    ["the list deleted", "delete from access_reader_list", "READER_LIST_MISSING"],
    [
      "another list in its place",
      "insert into access_reader_list values ('\\x00', '{}', '[]'); update access_entry set readers_hash = '\\x00' where readers > 1",
      "ENTRY_CHANGED",
    ],
    ["fewer readers", "update access_entry set readers = readers - 1 where readers > 1", "ENTRIES_MISSING"],
    [
      "the person changed",
      "update access_entry set subject_ref = gen_random_uuid() where readers > 1",
      "ENTRY_CHANGED",
    ],
    [
      "the decision changed",
      "update access_entry set decision = 'DENIED' where readers > 1",
      "ENTRY_CHANGED",
    ],
    ["the row deleted", "delete from access_entry where readers > 1", "ENTRIES_MISSING"],
    [
      "a row of one reader instead",
      "alter table access_entry drop constraint access_entry_readers_check; update access_entry set readers_hash = null, actor = 'x', roles = '{}', source_ip = ''  where readers > 1",
      "ENTRIES_MISSING",
    ],
  ];
  // Each in a transaction of its own, which is rolled back.
  test("shows whatever was done to it or to its list", async () => {
    await using store = await createTestStore();
    await store.accessLog.append([makeNote(), share(makeNote(), actors), makeNote()]);
    expect(await verify(store)).toMatchObject({ entries: 7, faults: [] });
    const client = new Client({ connectionString: store.url, options: "-c timezone=UTC" });
    await client.connect();
    const scan = createScan(
      async <Row extends unknown[]>(_: string, text: string, values: readonly unknown[]) =>
        (await client.query<Row>({ text, values: [...values], rowMode: "array" })).rows,
    );
    for (const [name, statement, kind] of changes) {
      await client.query("begin; set local session_replication_role = replica");
      await client.query(statement);
      const { faults } = await verifyAccessLog(testAccessKeys, scan);
      expect({ name, kinds: faults.map((fault) => fault.kind) }).toEqual({
        name,
        kinds: expect.arrayContaining([kind]) as unknown,
      });
      await client.query("rollback");
    }
    await client.end();
  });

  test("keeps its list with the database: it is not changed, deleted or emptied", async () => {
    await using store = await createTestStore();
    await store.accessLog.append([share(makeNote(), actors)]);
    for (const statement of [
      "update access_reader_list set actors = '{}'",
      "delete from access_reader_list",
      "truncate access_reader_list cascade",
    ])
      await expect(store.sql(statement)).rejects.toThrow(/append-only|never emptied/);
  });

  test("leaves with the retention, and its list with the last row that names it", async () => {
    await using store = await createTestStore({ clock: { now: () => new Date("2023-06-01T00:00:00Z") } });
    const [early, late] = ["2023-11-01T00:00:00Z", "2024-02-01T00:00:00Z"];
    await store.accessLog.append([
      share(makeNote({ at: early }), actors),
      share(makeNote({ at: early }), actors.slice(0, 2)),
      share(makeNote({ at: late }), actors.slice(0, 2)),
    ]);
    const lists = async () => (await store.sql("select hash from access_reader_list")).length;
    expect(await lists()).toBe(2);
    expect(await store.removeOldAccessEntries("2024-01-01T00:00:00Z")).toMatchObject({ entries: 7 });
    expect(await lists()).toBe(1);
    expect(await verify(store)).toMatchObject({ entries: 2, faults: [] });
    // The writer took the list for kept.
    await store.accessLog.append([share(makeNote({ at: late }), actors)]);
    expect(await lists()).toBe(2);
    expect(await verify(store)).toMatchObject({ entries: 7, faults: [] });
  });
});
