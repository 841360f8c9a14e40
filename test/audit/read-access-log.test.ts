import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessNote } from "../../src/domains/audit/access-entry.js";
import { toNodeId } from "../../src/shared/ids.js";
import { makeNote } from "../fakes/access-note.js";
import { runSql } from "../harness/databases.js";
import { startTestApp, type Caller, type TestApp } from "../harness/test-app.js";

const officer: Caller = { role: "PRIVACY_OFFICER", purpose: "LEGAL" };
let app: TestApp;
let persons: { id: string; subject_ref: string }[];
beforeAll(async () => {
  app = await startTestApp({ isFollowing: false });
  persons = (await runSql(
    app.bank.urls.gateway,
    "select id, subject_ref from customer where merged_into_id is null order by id limit 8",
  )) as typeof persons;
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

const log = (person: number, more: Partial<AccessNote> = {}) =>
  app.app.store.accessLog.append([makeNote({ subjectRef: persons[person]!.subject_ref, ...more })]);
const idOf = (person: number) => toNodeId("Customer", persons[person]!.id);

interface Entry {
  readonly id: string;
  readonly subjectId: string;
  readonly requestId: string;
}
interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: Entry }[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

const members = `id at actor roles sourceIp application subjectId action fields withheld purpose decision requestId`;
const ofCustomer = `query ($id: ID!, $first: Int, $after: String) {
  customer(id: $id) { accessLog(first: $first, after: $after) { edges { cursor node { ${members} } } pageInfo { hasNextPage } } }
}`;
const ofAll = `query ($filter: AccessLogFilter, $first: Int, $after: String) {
  accessEntries(filter: $filter, first: $first, after: $after) { edges { cursor node { ${members} } } pageInfo { hasNextPage } }
}`;
async function readAll(filter: object): Promise<readonly Entry[]> {
  const { data, errors } = await app.ask(ofAll, { filter, first: 200 }, officer);
  expect(errors).toBeUndefined();
  return (data as unknown as { accessEntries: Page }).accessEntries.edges.map(({ node }) => node);
}

describe("a customer's access log", () => {
  test("shows privacy officers who saw what, newest first, page by page, and each entry by its id", async () => {
    const ids = ["r1", "r2", "r3", "r4", "r5"];
    // Two of one instant: the later written comes first.
    const times = ["03:04:05Z", "03:04:06.5Z", "03:04:06.5Z", "03:04:07Z", "03:04:07.000001Z"];
    for (const [n, requestId] of ids.entries()) {
      await log(0, {
        requestId,
        at: `2026-01-02T${times[n]!}`,
        withheld: ["Profile.phone"],
        decision: "MASKED",
      });
    }
    const seen: Entry[] = [];
    for (let after: string | undefined; ;) {
      const { data } = await app.ask(ofCustomer, { id: idOf(0), first: 2, after }, officer);
      const page = (data as unknown as { customer: { accessLog: Page } }).customer.accessLog;
      seen.push(...page.edges.map(({ node }) => node));
      after = page.edges.at(-1)?.cursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    const own = seen.filter(({ requestId }) => ids.includes(requestId));
    expect(own.map(({ requestId }) => requestId)).toEqual(ids.toReversed());
    expect(own[1]).toEqual({
      id: expect.stringMatching(/^acc_\d+\.\d+$/) as string,
      at: "2026-01-02T03:04:07Z",
      actor: "agent-7",
      roles: ["AGENT"],
      sourceIp: "10.0.0.7",
      application: null,
      subjectId: idOf(0),
      action: "VIEW",
      fields: ["Customer.id", "Profile.displayName", "Profile.phone"],
      withheld: ["Profile.phone"],
      purpose: "SERVICE",
      decision: "MASKED",
      requestId: "r4",
    });
    const { data } = await app.ask(
      `query ($id: ID!) { node(id: $id) { ... on AccessEntry { ${members} } } }`,
      { id: own[1]!.id },
      officer,
    );
    expect(data).toEqual({ node: own[1] });
  });

  test("counts what was seen of merged parts to the survivor", async () => {
    await log(1, { requestId: "survivor" });
    await log(2, { requestId: "part" });
    await runSql(app.bank.urls.gateway, "update customer set merged_into_id = $1 where id = $2", [
      persons[1]!.id,
      persons[2]!.id,
    ]);
    const { data } = await app.ask(ofCustomer, { id: idOf(2), first: 50 }, officer);
    const nodes = (data as unknown as { customer: { accessLog: Page } }).customer.accessLog.edges.map(
      ({ node }) => node,
    );
    const own = nodes.filter(({ requestId }) => ["survivor", "part"].includes(requestId));
    expect(own.map(({ requestId, subjectId }) => [requestId, subjectId])).toEqual([
      ["part", idOf(1)],
      ["survivor", idOf(1)],
    ]);
    expect((await readAll({ customerIds: [idOf(2)], requestIds: ["part", "survivor"] })).length).toBe(2);
  });

  test.each<[string, Caller]>([
    ["an agent", { role: "AGENT", purpose: "SERVICE" }],
    ["an agent under LEGAL", { role: "AGENT", purpose: "LEGAL" }],
    ["a privacy officer who serves", { role: "PRIVACY_OFFICER", purpose: "SERVICE" }],
    ["an analyst", { role: "ANALYST", purpose: "LEGAL" }],
  ])("is closed to %s", async (_, caller) => {
    for (const query of [ofCustomer, ofAll]) {
      const { data, errors } = await app.ask(query, { id: idOf(0) }, caller);
      expect(errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
      expect(JSON.stringify(data)).not.toContain("edges");
    }
  });
});

describe("the whole access log", () => {
  test("is narrowed by every member of the filter", async () => {
    const of = async (filter: object) => {
      const marked = await readAll({
        ...filter,
        since: "2024-05-01T00:00:00Z",
        until: "2024-06-01T00:00:00Z",
        ...filter,
      });
      return marked.map(({ requestId }) => requestId).toSorted();
    };
    const at = "2024-05-05T00:00:00Z";
    await log(3, { requestId: "a", at, actor: "kim" });
    await log(4, { requestId: "b", at, action: "EXPORT" });
    await log(4, { requestId: "c", at, decision: "DENIED", purpose: "MARKETING" });
    await log(5, { requestId: "d", at: "2024-05-31T23:59:59.999999Z" });
    await log(5, { requestId: "e", at: "2024-06-01T00:00:00Z" });
    expect(await of({})).toEqual(["a", "b", "c", "d"]);
    expect(await of({ actors: ["kim", "nobody"] })).toEqual(["a"]);
    expect(await of({ customerIds: [idOf(4), idOf(5)] })).toEqual(["b", "c", "d"]);
    expect(await of({ actions: ["EXPORT", "ERASE"] })).toEqual(["b"]);
    expect(await of({ decisions: ["DENIED"] })).toEqual(["c"]);
    expect(await of({ purposes: ["MARKETING"] })).toEqual(["c"]);
    expect(await of({ requestIds: ["d", "e"] })).toEqual(["d"]);
    expect(await of({ since: "2024-05-31T23:59:59.999999Z" })).toEqual(["d"]);
    expect(await of({ customerIds: [] })).toEqual([]);
  });

  test("still finds the entries of a person who was erased, under a pseudonym", async () => {
    const requestId = randomUUID();
    await log(6, { requestId });
    const id = idOf(6);
    const newRef = randomUUID();
    await runSql(
      app.bank.urls.gateway,
      "update customer set subject_ref = $2, erased_at = now() where id = $1",
      [persons[6]!.id, newRef],
    );
    const [entry] = await readAll({ requestIds: [requestId] });
    const subjectId = `subject:${persons[6]!.subject_ref}`;
    expect(entry?.subjectId).toBe(subjectId);
    expect((await readAll({ customerIds: [subjectId] })).map((found) => found.requestId)).toContain(
      requestId,
    );
    expect(await readAll({ customerIds: [id] })).toEqual([]);
  });

  test.each([["cus_nobody"], ["subject:nobody"], ["trg_1"]])("refuses %s for a person", async (id) => {
    const { errors } = await app.ask(ofAll, { filter: { customerIds: [id] } }, officer);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "INVALID_ARGUMENT",
      argument: "filter.customerIds",
    });
  });
});
