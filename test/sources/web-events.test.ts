import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FacetPage } from "../../src/domains/customer/facets.js";
import type { Position } from "../../src/shared/page.js";
import { toAskRows } from "../../src/sources/kit/ask-rows.js";
import { hitsStatement } from "../../src/sources/web-events/hits.js";
import { runSql } from "../harness/databases.js";
import { calm, explain, readPage, startSource } from "./harness.js";

const ann = { namespace: "LOGIN_ID", value: "ann" } as const;
const cookie = { namespace: "ANONYMOUS_ID", value: "cookie-1" } as const;

const full = {
  hit_id: "h1",
  vst_id: "cookie-1",
  dvc_id: "device-1",
  login_id: "ann",
  ssn_id: "s1",
  hit_tp: "page",
  hit_nm: "Loan",
  chnl: "app",
  url: "https://bank.example/loan",
  ref_url: "https://search.example/",
  dvc_tp: "mobile",
  city: "서울",
  prd: "Car loan",
  cmpgn: "spring",
  props: { step: 2, tags: ["a"] },
  hit_ts: "2026-03-01T09:00:00.123456+09:00",
};

function hit(id: string, time: string, more: object = {}): object {
  return { hit_id: id, login_id: "ann", hit_tp: "page", hit_nm: "Home", hit_ts: time, ...more };
}

describe("web events", () => {
  test("translate every column, to the microsecond", async () => {
    await using web = await startSource("web-events");
    await web.insert("hit", [full]);
    expect(await readPage(web.source, "webEvents", ann, { limit: 1 })).toEqual([
      {
        recordId: "h1",
        type: "PAGE",
        name: "Loan",
        occurredAt: "2026-03-01T00:00:00.123456Z",
        sessionId: "s1",
        channel: "APP",
        url: "https://bank.example/loan",
        referrer: "https://search.example/",
        device: "mobile",
        locality: "서울",
        product: "Car loan",
        campaign: "spring",
        properties: { step: 2, tags: ["a"] },
      },
    ]);
  });

  test("of a cookie are those of nobody logged in, so that no hit stands under two identities", async () => {
    await using web = await startSource("web-events");
    await web.insert("hit", [
      full,
      { ...full, hit_id: "h2", login_id: null, hit_tp: "scroll", props: [1], chnl: "kiosk" },
    ]);
    const [event, ...others] = await readPage(web.source, "webEvents", cookie, { limit: 9 });
    expect(event).toMatchObject({ recordId: "h2", type: "TRACK", channel: null, properties: null });
    expect(others).toEqual([]);
    const byId = await web.source.facets.webEvents?.readByIds(["h1", "h2", "h3"], calm);
    expect(new Map(byId?.map(({ key, record }) => [record.recordId, key]))).toEqual(
      new Map<string, object>([
        ["h1", ann],
        ["h2", cookie],
      ]),
    );
  });

  test("of aliases with different pages and filters come out of one statement", async () => {
    await using web = await startSource("web-events");
    await web.insert("hit", [
      hit("h1", "2026-01-01T00:00:00Z", { hit_tp: "track", hit_nm: "Applied", prd: "Card" }),
      hit("h2", "2026-01-02T00:00:00Z"),
      hit("h3", "2026-01-03T00:00:00Z", { hit_tp: "odd" }),
      hit("h4", "2026-01-04T00:00:00Z"),
    ]);
    const pages: FacetPage<"webEvents">[] = [
      { limit: 1 },
      { limit: 9, filter: { types: ["TRACK"] } },
      { limit: 9, filter: { names: ["Applied", 'No, "this" {is} not'] } },
      { limit: 9, filter: { product: "Card" } },
      { limit: 9, filter: { since: "2026-01-02T00:00:00Z", until: "2026-01-04T00:00:00Z" } },
      { limit: 9, after: { at: "2026-01-03T00:00:00Z", id: null, inclusive: true } },
      { limit: 9, after: { at: "2026-01-03T00:00:00Z", id: null, inclusive: false } },
      { limit: 0 },
    ];
    const found = await web.source.facets.webEvents?.read(
      pages.map((page) => ({ key: ann, page })),
      calm,
    );
    const idsOf = (ask: number) =>
      found?.filter((one) => one.ask === ask).map(({ record }) => record.recordId);
    expect(pages.map((_, ask) => idsOf(ask))).toEqual([
      ["h4"],
      ["h3", "h1"],
      ["h1"],
      ["h1"],
      ["h3", "h2"],
      ["h3", "h2", "h1"],
      ["h2", "h1"],
      [],
    ]);
  });

  test("page without gap or repeat, however many have the same microsecond", async () => {
    await using web = await startSource("web-events");
    const drawn = fc.record({
      micros: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 25 }),
      limit: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ micros, limit }) => {
        await runSql(web.url, "delete from hit");
        await web.insert(
          "hit",
          micros.map((micro, n) => hit(`h${n}`, `2026-01-01T00:00:00.00000${micro}Z`)),
        );
        const seen: string[] = [];
        for (let after: Position | undefined; ;) {
          const page = await readPage(web.source, "webEvents", ann, { limit, ...(after && { after }) });
          seen.push(...page.map(({ recordId }) => recordId));
          const last = page.at(-1);
          if (last === undefined) break;
          after = { at: last.occurredAt, id: last.recordId, inclusive: false };
        }
        const all = await readPage(web.source, "webEvents", ann, { limit: 100 });
        expect(seen).toEqual(all.map(({ recordId }) => recordId));
        expect(new Set(seen).size).toBe(micros.length);
      }),
      { numRuns: 25 },
    );
  });

  test("are found by the index, without sorting", async () => {
    await using web = await startSource("web-events");
    await runSql(
      web.url,
      `insert into hit (hit_id, vst_id, login_id, hit_tp, hit_nm, hit_ts)
       select 'h' || n, 'c' || n % 40, case when n % 3 > 0 then 'u' || n % 40 end, 'page', 'Home',
         timestamptz '2026-01-01' + n * interval '1 minute'
       from generate_series(1, 20000) n`,
    );
    const asks = toAskRows<"webEvents">(
      [{ key: ann, page: { limit: 21, after: { at: "2026-01-10T00:00:00Z", id: "h5", inclusive: false } } }],
      () => ({ since: "-infinity", until: "infinity" }),
    );
    const plan = await explain(web.url, hitsStatement.text, asks);
    expect(plan).toMatch(/Index Scan using hit_login/);
    expect(plan).toMatch(/Index Scan using hit_visitor/);
    expect(plan).toMatch(/Index Cond: .*ROW\(hit_ts, hit_id\) </);
    expect(plan).not.toMatch(/Sort/);
  });
});

test("texts that no database can hold find nothing, and cost the other asks nothing", async () => {
  await using web = await startSource("web-events");
  await web.insert("hit", [full]);
  const asks = ["a\0b", "a\ud800b", "\\u0000"].map((product) => ({
    key: ann,
    page: { limit: 1, filter: { product } },
  }));
  const found = await web.source.facets.webEvents?.read([...asks, { key: ann, page: { limit: 1 } }], calm);
  expect(found?.map(({ ask }) => ask)).toEqual([3]);
  expect(await web.source.facets.webEvents?.readByIds(["h\0", "h1"], calm)).toHaveLength(1);
});

describe("the scans of web events", () => {
  test("yield each login with its cookies and devices, first and last seen", async () => {
    await using web = await startSource("web-events");
    await web.insert("hit", [
      hit("h1", "2026-01-02T00:00:00Z", { vst_id: "c1", dvc_id: "d1" }),
      hit("h2", "2026-01-01T00:00:00Z", { vst_id: "c1" }),
      hit("h3", "2026-01-03T00:00:00Z", { vst_id: "c1", login_id: null }),
    ]);
    const part = await web.source.identities?.(undefined, 100, calm);
    const [first, second] = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"];
    expect(part?.isAtEnd).toBe(true);
    expect(part?.items).toEqual([
      { subject: ann, identity: ann, verified: true, firstSeenAt: first, lastSeenAt: second },
      {
        subject: ann,
        identity: { namespace: "ANONYMOUS_ID", value: "c1" },
        verified: false,
        firstSeenAt: first,
        lastSeenAt: second,
      },
      {
        subject: ann,
        identity: { namespace: "DEVICE_ID", value: "d1" },
        verified: false,
        firstSeenAt: second,
        lastSeenAt: second,
      },
    ]);
  });

  test("go on where they stood, and come back for what was committed late", async () => {
    await using web = await startSource("web-events");
    await web.insert("hit", [hit("h1", "2026-01-01T00:00:00Z")]);
    const from = await web.source.latestChangePosition?.(calm);
    // The number 2 is taken by a transaction that is still open when the row with number 3 is there.
    await runSql(web.url, "select nextval(pg_get_serial_sequence('hit', 'seq'))");
    await web.insert("hit", [hit("h3", "2026-01-03T00:00:00Z")]);
    const first = await web.source.changes?.(from, 100, calm);
    expect(first?.items.map(({ record }) => record.recordId)).toEqual(["h3"]);
    await runSql(
      web.url,
      `insert into hit (hit_id, vst_id, hit_tp, hit_nm, hit_ts, seq) overriding system value
       values ('h2', 'cookie-1', 'page', 'Home', now(), 2)`,
    );
    const second = await web.source.changes?.(first?.position, 100, calm);
    expect(second?.items).toMatchObject([{ facet: "webEvents", key: cookie, record: { recordId: "h2" } }]);
    const third = await web.source.changes?.(second?.position, 100, calm);
    expect(third).toMatchObject({ items: [], isAtEnd: true });
  });

  test("in small parts see every hit once", async () => {
    await using web = await startSource("web-events");
    await web.insert(
      "hit",
      Array.from({ length: 23 }, (_, n) => hit(`h${n}`, "2026-01-01T00:00:00Z")),
    );
    const seen: string[] = [];
    for (let position: string | undefined, isAtEnd = false; !isAtEnd;) {
      const part = await web.source.changes?.(position, 5, calm);
      seen.push(...(part?.items ?? []).map(({ record }) => record.recordId));
      position = part?.position;
      isAtEnd = part?.isAtEnd ?? true;
    }
    expect(seen).toEqual(Array.from({ length: 23 }, (_, n) => `h${n}`));
  });
});
