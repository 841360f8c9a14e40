// Whatever is done to the tables of the access log in SQL, with the triggers off and without the key, the verification finds it
// and names the place. Each tampering is done in a transaction of its own, which is rolled back.
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findAnchor } from "../../src/domains/audit/access-anchor.js";
import type { AccessFault } from "../../src/domains/audit/access-fault.js";
import { verifyAccessLog } from "../../src/domains/audit/verify-access-log.js";
import { Random } from "../../src/demo/bank/random.js";
import { createScan } from "../../src/store/access-scan.js";
import { createStore } from "../../src/store/create-store.js";
import { testAccessKeys, testCipher } from "../fakes/key-ring.js";
import { makeNote } from "../fakes/access-note.js";
import { createTestStore, type TestStore } from "../harness/store.js";

const customerId = "00000000-0000-5000-8000-000000000001";
const lists = [["Customer.id"], ["Customer.id", "Profile.phone"], ["Customer.triggers"]];
const random = new Random("tampering");

let store: TestStore;
let client: Client;
let anchor: string;
/** Segments by number with their last entry, as written. */
let ends: Map<number, number>;

const write = async (to: Pick<TestStore, "accessLog">, count: number) => {
  for (let n = 0; n < count; n++) {
    await to.accessLog.append([
      makeNote({
        at: new Date(1.78e12 + n * 1234).toISOString(),
        fields: lists[n % 3]!,
        withheld: n % 4 === 0 ? lists[1]! : [],
        decision: n % 4 === 0 ? "MASKED" : "ALLOWED",
        application: n % 2 === 0 ? "desk" : null,
      }),
    ]);
  }
};
const change = () =>
  store.unitOfWork.run(({ accessLog }) => {
    const { subjectRef: _, ...note } = makeNote({ action: "CHANGE" });
    return accessLog.append(customerId, note);
  });

beforeAll(async () => {
  store = await createTestStore();
  await store.sql("insert into customer (id) values ($1)", [customerId]);
  const other = await createStore({ url: store.url, accessKeys: testAccessKeys, cipher: testCipher });
  await write(other, 12);
  await other.close();
  await write(store, 12);
  for (let n = 0; n < 6; n++) await change();
  // An older state of everything, which is whole in itself.
  for (const table of ["access_head", "access_segment", "access_entry"]) {
    await store.sql(`create table old_${table} as table ${table}`);
  }
  const third = await createStore({ url: store.url, accessKeys: testAccessKeys, cipher: testCipher });
  await write(third, 12);
  await third.close();
  await write(store, 12);
  for (let n = 0; n < 6; n++) await change();
  const last = await createStore({ url: store.url, accessKeys: testAccessKeys, cipher: testCipher });
  await write(last, 8);
  anchor = await store.accessLog.findAnchor();
  await last.close();
  const segments = (await store.sql("select number::int, last_sequence::int from access_segment")) as {
    number: number;
    last_sequence: number;
  }[];
  ends = new Map(segments.map(({ number, last_sequence }) => [number, last_sequence]));
  client = new Client({ connectionString: store.url, options: "-c timezone=UTC" });
  await client.connect();
}, 60_000);
afterAll(async () => {
  await client.end();
  await store[Symbol.asyncDispose]();
});

async function verify(expected?: string) {
  const found = expected === undefined ? undefined : findAnchor(expected);
  const scan = createScan(
    async <Row extends unknown[]>(_: string, text: string, values: readonly unknown[]) => {
      const { rows } = await client.query<Row>({ text, values: [...values], rowMode: "array" });
      return rows;
    },
  );
  return verifyAccessLog(testAccessKeys, scan, found && { expected: found });
}

const sql = (text: string, values: readonly unknown[] = []) => client.query(text, [...values]);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random.next() * items.length)]!;
const drawSegment = () => pick([...ends.keys()]);
const drawEntry = (most?: number): readonly [segment: number, sequence: number] => {
  const segment = drawSegment();
  return [segment, 1 + Math.floor(random.next() * (most ?? ends.get(segment)!))];
};

type Expected = Partial<AccessFault>;
/** What was done, and what one of the faults has to say. */
type Tampering = () => Promise<readonly Expected[]>;

const otherValues: Readonly<Record<string, string>> = {
  at: "at + interval '1 microsecond'",
  subject_ref: "gen_random_uuid()",
  actor: "actor || ' '",
  roles: "array['ADMIN']",
  purpose: "case purpose when 'LEGAL' then 'SERVICE' else 'LEGAL' end",
  source_ip: "'10.0.0.8'",
  application: "case when application is null then '' end",
  request_id: "'another'",
  action: "case action when 'VIEW' then 'SEARCH' else 'VIEW' end",
  decision: "case decision when 'ALLOWED' then 'DENIED' else 'ALLOWED' end",
  fields_hash: "withheld_hash || '\\x00'",
  withheld_hash: "(select hash from access_field_list where hash <> withheld_hash order by hash limit 1)",
};

const tamperings: Readonly<Record<string, Tampering>> = {
  ...Object.fromEntries(
    Object.entries(otherValues).map(([column, value]): [string, Tampering] => [
      `the column ${column} of an entry changed`,
      async () => {
        const [segment, sequence] = drawEntry();
        await sql(`update access_entry set ${column} = ${value} where segment = $1 and sequence = $2`, [
          segment,
          sequence,
        ]);
        const named = ["purpose", "action", "decision", "withheld_hash"].includes(column);
        const detail = named ? { detail: expect.stringContaining(`column ${column} was`) as string } : {};
        return [{ kind: "ENTRY_CHANGED", segment, sequence, ...detail }];
      },
    ]),
  ),
  "the seal of an entry changed": async () => {
    const [segment, sequence] = drawEntry();
    await sql("update access_entry set mac = sha256(mac) where segment = $1 and sequence = $2", [
      segment,
      sequence,
    ]);
    return [{ kind: "MAC_CHANGED", segment, sequence }];
  },
  "an entry deleted at the beginning": async () => {
    const segment = drawSegment();
    await sql("delete from access_entry where segment = $1 and sequence = 1", [segment]);
    return [{ kind: "ENTRIES_MISSING", segment, sequence: 1 }];
  },
  "an entry deleted in the middle": async () => {
    const segment = drawSegment();
    const sequence = 2 + Math.floor(random.next() * (ends.get(segment)! - 2));
    await sql("delete from access_entry where segment = $1 and sequence = $2", [segment, sequence]);
    return [{ kind: "ENTRIES_MISSING", segment, sequence }];
  },
  "entries deleted at the end": async () => {
    const [segment, sequence] = drawEntry();
    await sql("delete from access_entry where segment = $1 and sequence >= $2", [segment, sequence]);
    const through = ends.get(segment)!;
    return [{ kind: "ENTRIES_MISSING", segment, sequence, ...(through > sequence && { through }) }];
  },
  "an entry deleted and those after it moved up": async () => {
    const [segment, sequence] = drawEntry(5);
    await sql("delete from access_entry where segment = $1 and sequence = $2", [segment, sequence]);
    await sql("update access_entry set sequence = -(sequence - 1) where segment = $1 and sequence > $2", [
      segment,
      sequence,
    ]);
    await sql("update access_entry set sequence = -sequence where sequence < 0");
    return [{ segment, sequence }];
  },
  "a copy of an entry added at the end": async () => {
    const [segment, sequence] = drawEntry();
    const end = ends.get(segment)! + 1;
    await copyEntry(segment, sequence, segment, end);
    return [{ kind: "ENTRY_FORGED", segment, sequence: end }];
  },
  "an entry forged at the end and the segment's row moved along": async () => {
    const segment = drawSegment();
    const sequence = ends.get(segment)! + 1;
    await copyEntry(segment, 1, segment, sequence);
    await sql("update access_segment set last_sequence = $2 where number = $1", [segment, sequence]);
    return [{ kind: "SEGMENT_END_CHANGED", segment }];
  },
  "an entry inserted and those after it moved down": async () => {
    const [segment, sequence] = drawEntry();
    await sql("update access_entry set sequence = -(sequence + 1) where segment = $1 and sequence >= $2", [
      segment,
      sequence,
    ]);
    await sql("update access_entry set sequence = -sequence where sequence < 0");
    await copyEntry(segment, sequence === 1 ? 2 : 1, segment, sequence);
    return [{ segment, sequence }];
  },
  "an entry put before the beginning": async () => {
    const segment = drawSegment();
    await copyEntry(segment, 1, segment, 0);
    return [{ kind: "ENTRY_FORGED", segment, sequence: 0 }];
  },
  "a segment's entries forged without the segment": async () => {
    const [segment, sequence] = drawEntry();
    await copyEntry(segment, sequence, 77, 1);
    return [{ kind: "ENTRY_FORGED", segment: 77, sequence: 1 }];
  },
  "two entries of one segment swapped": async () => {
    const segment = drawSegment();
    const [one, two] = [1, 2 + Math.floor(random.next() * (ends.get(segment)! - 1))];
    await swap([segment, one], [segment, two]);
    return [{ segment, sequence: one }];
  },
  "two entries of two segments swapped": async () => {
    const [one, two] = [pick([1, 3]), pick([4, 6])];
    const [first, second] = [...ends.keys()].toSorted((a, b) => a - b) as [number, number];
    await swap([first, one], [second, two]);
    return [{ segment: first, sequence: one }];
  },
  "a whole segment deleted": async () => {
    const segment = pick([...ends.keys()].slice(0, -1));
    await sql("delete from access_entry where segment = $1", [segment]);
    await sql("delete from access_segment where number = $1", [segment]);
    return [{ kind: "SEGMENT_MISSING", segment }];
  },
  "the last segment deleted": async () => {
    const segment = Math.max(...ends.keys());
    await sql("delete from access_entry where segment = $1", [segment]);
    await sql("delete from access_segment where number = $1", [segment]);
    return [{ kind: "SEGMENT_MISSING", segment }];
  },
  "the last segment deleted and the head made to fit": async () => {
    const segment = Math.max(...ends.keys());
    await sql("delete from access_entry where segment = $1", [segment]);
    await sql("delete from access_segment where number = $1", [segment]);
    await sql(`update access_head set steps = (select max(greatest(number, closed_by)) from access_segment)`);
    await sql(`update access_head set mac = coalesce((select opening_mac from access_segment where number = steps),
      (select closing_mac from access_segment where closed_by = steps))`);
    return [{ kind: "HEAD_CHANGED" }];
  },
  "all entries of a segment deleted": async () => {
    const segment = drawSegment();
    await sql("delete from access_entry where segment = $1", [segment]);
    return [{ kind: "ENTRIES_MISSING", segment, sequence: 1, through: ends.get(segment)! }];
  },
  "the end of a segment put back and its entries left": async () => {
    const { rows } =
      await sql(`update access_segment segment set last_sequence = old.last_sequence, last_mac = old.last_mac,
      head_mac = old.head_mac from old_access_segment old where old.number = segment.number
      and old.last_sequence < segment.last_sequence returning segment.number::int, segment.last_sequence::int`);
    const [{ number, last_sequence }] = rows as [{ number: number; last_sequence: number }];
    return [{ kind: "HEAD_PUT_BACK", segment: number, sequence: last_sequence + 1 }];
  },
  "the end of an open segment put back together with its entries": async () => {
    await sql(`update access_segment segment set last_sequence = old.last_sequence, last_mac = old.last_mac,
      head_mac = old.head_mac from old_access_segment old where old.number = segment.number and segment.closed_by is null`);
    await sql(`delete from access_entry entry using access_segment segment
      where segment.number = entry.segment and entry.sequence > segment.last_sequence`);
    return [{ kind: "ANCHOR_NOT_REACHED" }];
  },
  "a closed segment opened again": async () => {
    const segment = Math.min(...ends.keys());
    await sql("update access_segment set closed_by = null, closing_mac = null where number = $1", [segment]);
    return [{ kind: "SEGMENT_MISSING" }];
  },
  "the whole log put back to an older state": async () => {
    for (const table of ["access_head", "access_segment", "access_entry"]) {
      await sql(`delete from ${table}`);
      await sql(`insert into ${table} select * from old_${table}`);
    }
    return [{ kind: "ANCHOR_NOT_REACHED" }];
  },
  "everything emptied": async () => {
    await sql("truncate access_entry, access_segment, access_head, access_field_list");
    return [{ kind: "HEAD_MISSING" }];
  },
  "everything emptied but the head": async () => {
    await sql("truncate access_entry, access_segment");
    return [{ kind: "SEGMENT_MISSING", segment: 1 }];
  },
  "the head deleted": async () => {
    await sql("delete from access_head");
    return [{ kind: "HEAD_MISSING" }];
  },
  "the head's count changed": async () => {
    await sql("update access_head set steps = steps + 1");
    return [{ kind: "HEAD_CHANGED" }];
  },
  "the head put back": async () => {
    await sql("delete from access_head");
    await sql("insert into access_head select * from old_access_head");
    return [{ kind: "HEAD_PUT_BACK" }];
  },
  "the time changed at which a segment was opened": async () => {
    const segment = drawSegment();
    await sql("update access_segment set opened_at = opened_at + interval '1 day' where number = $1", [
      segment,
    ]);
    return [{ kind: "SEGMENT_CHANGED", segment }];
  },
  "a removal marked that the retention did not do": async () => {
    const [segment, sequence] = drawEntry();
    await sql(
      `update access_segment set removed_through = $2, removed_mac = (select mac from access_entry where segment = $1
       and sequence = $2), removal_mac = head_mac where number = $1`,
      [segment, sequence],
    );
    await sql("delete from access_entry where segment = $1 and sequence <= $2", [segment, sequence]);
    return [{ kind: "REMOVAL_CHANGED", segment, sequence }];
  },
  "a list of fields changed": async () => {
    await sql(
      "update access_field_list set fields = fields || 'Profile.email'::text where fields = array['Customer.id']",
    );
    return [{ kind: "FIELD_LIST_CHANGED" }];
  },
  "a list of fields deleted": async () => {
    await sql("delete from access_field_list where fields = array['Customer.id']");
    return [{ kind: "FIELD_LIST_MISSING" }];
  },
};

async function copyEntry(fromSegment: number, fromSequence: number, segment: number, sequence: number) {
  await sql(
    `insert into access_entry select $3, $4, at, subject_ref, 'nobody', roles, purpose, source_ip, application, request_id,
       action, decision, fields_hash, withheld_hash, mac from access_entry where segment = $1 and sequence = $2`,
    [fromSegment, fromSequence, segment, sequence],
  );
}

async function swap(one: readonly [number, number], two: readonly [number, number]) {
  const move = (from: readonly [number, number], to: readonly [number, number]) =>
    sql("update access_entry set segment = $3, sequence = $4 where segment = $1 and sequence = $2", [
      ...from,
      ...to,
    ]);
  await move(one, [-1, -1]);
  await move(two, one);
  await move([-1, -1], two);
}

describe("the verification", () => {
  test("finds nothing in a log that nobody touched, and what the anchor saw in it", async () => {
    expect(await verify(anchor)).toMatchObject({ entries: 68, faults: [] });
    expect((await verify()).anchor).toBe(await store.accessLog.findAnchor());
  });

  test("finds and names 120 of 120 tamperings", async () => {
    const kinds = Object.entries(tamperings);
    const found: string[] = [];
    for (let n = 0; n < 120; n++) {
      const [name, tamper] = kinds[n % kinds.length]!;
      await sql("begin");
      await sql("set local session_replication_role = replica");
      const expected = await tamper();
      const { faults } = await verify(anchor);
      await sql("rollback");
      for (const fault of expected) {
        expect({ name, faults }).toEqual({
          name,
          faults: expect.arrayContaining([expect.objectContaining(fault)]) as object,
        });
      }
      found.push(name);
    }
    expect(found).toHaveLength(120);
    expect(new Set(found).size).toBe(kinds.length);
    expect((await verify(anchor)).faults).toEqual([]);
  }, 120_000);
});
