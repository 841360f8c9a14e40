// What a source gives as JSON text is to the letter what its records give: random shapes over the demo bank and over
// rows as other people's systems have them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { facets, type FacetName, type RecordOf } from "../../src/domains/customer/facets.js";
import type { IdentityKey } from "../../src/domains/identity/identity.js";
import { mergeNewestFirst } from "../../src/loaders/arrange-by-key.js";
import { toNodeId, type NodeType } from "../../src/shared/ids.js";
import { sources } from "../../src/sources/index.js";
import type { ConnectedSource, Shape } from "../../src/sources/kit/define-source.js";
import { createDemoBank } from "../harness/demo-bank.js";
import { runSql } from "../harness/databases.js";
import { testCipher } from "../fakes/key-ring.js";
import { calm, startSource } from "./harness.js";

const nodeTypes = {
  transfers: "Transfer",
  webEvents: "WebEvent",
  consultations: "Consultation",
} as const satisfies { readonly [F in FacetName]?: NodeType };
type ShapedFacet = keyof typeof nodeTypes;

const fieldNames: { readonly [F in ShapedFacet]: readonly string[] } = {
  transfers: "id accountId direction amount counterparty category standingOrder memo channel bookedAt".split(
    " ",
  ),
  webEvents: "id type name occurredAt sessionId channel url referrer device locality product campaign".split(
    " ",
  ),
  consultations:
    "id channel agentId startedAt endedAt product topic summary notes outcome satisfaction sentiment locality".split(
      " ",
    ),
};

const money: fc.Arbitrary<Shape> = fc.shuffledSubarray(
  [
    { name: "amount", field: "amount" },
    { name: "currency", field: "currency" },
    { name: "again", field: "amount" },
  ],
  { minLength: 1 },
);

function shapesOf(facet: ShapedFacet): fc.Arbitrary<Shape> {
  return fc
    .tuple(fc.shuffledSubarray([...fieldNames[facet]], { minLength: 1 }), money, fc.boolean(), fc.boolean())
    .map(([fields, inner, hasTypename, isAliased]) => [
      ...(hasTypename ? [{ name: "__typename", field: "", constant: nodeTypes[facet] }] : []),
      ...fields.map((field) => ({
        name: isAliased ? `my_${field}` : field,
        field,
        ...(field === "amount" && { fields: inner }),
      })),
    ]);
}

function toExpected(facet: ShapedFacet, shape: Shape, record: unknown): object {
  return Object.fromEntries(
    shape.map(({ name, field, constant, fields }) => {
      if (constant !== undefined) return [name, constant];
      const { recordId, ...values } = record as Record<string, unknown>;
      if (field === "id") return [name, toNodeId(nodeTypes[facet], String(recordId))];
      return [name, fields === undefined ? values[field] : toExpected(facet, fields, values[field])];
    }),
  );
}

/** What the records give; undefined where one of them does not fit. */
async function readExpected<F extends ShapedFacet>(
  source: ConnectedSource,
  facet: F,
  shape: Shape,
  keys: readonly IdentityKey[],
  limit: number,
): Promise<string | undefined> {
  let refused = 0;
  const options = { ...calm, onRefused: () => (refused += 1) };
  const asks = keys.map((key) => ({ key, page: { limit } }));
  const found = await source.facets[facet]!.read(asks, options);
  if (refused > 0) return undefined;
  const lists = keys.map((_, n) =>
    found.filter(({ ask }) => ask === n).map(({ record }) => record as RecordOf<F>),
  );
  const records = mergeNewestFirst(facet, lists, limit);
  return records.map((record) => JSON.stringify(toExpected(facet, shape, record))).join(",");
}

/** How many answers were compared. */
async function expectEqual(
  source: ConnectedSource,
  facet: ShapedFacet,
  askedKeys: readonly (readonly IdentityKey[])[],
  runs: number,
): Promise<number> {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(shapesOf(facet), fc.integer({ min: 0, max: 30 }), async (shape, limit) => {
      const asks = askedKeys.map((keys) => ({ keys, limit }));
      const texts = await source.facets[facet]!.shaped!.read(shape, asks, calm);
      for (const [n, keys] of askedKeys.entries()) {
        expect(texts[n]).toBe(await readExpected(source, facet, shape, keys, limit));
        compared += 1;
      }
    }),
    { numRuns: runs, seed: 7 },
  );
  return compared;
}

describe("shaped reads", () => {
  test("of the demo bank give the text that its records give", async () => {
    await using bank = await createDemoBank();
    const rows = (await runSql(
      bank.urls.gateway,
      "select customer_id, namespace, sealed_value as sealed from identity_link order by customer_id, namespace, value_hash",
    )) as { customer_id: string; namespace: IdentityKey["namespace"]; sealed: string }[];
    const links = rows.map(({ sealed, ...link }) => ({
      ...link,
      value: testCipher.decrypt(link.namespace, sealed),
    }));
    const customers = [...new Set(links.map((link) => link.customer_id))].slice(0, 6);
    for (const facet of Object.keys(nodeTypes) as ShapedFacet[]) {
      const namespaces = facets[facet].keys.map(({ namespace }) => namespace);
      const keys = customers.map((id) =>
        links.filter((link) => link.customer_id === id && namespaces.includes(link.namespace)),
      );
      const source = sources.find(({ name }) => name.replace("-e", "E") === facet)!.connect(bank.settings);
      try {
        expect(await expectEqual(source, facet, keys, 8)).toBe(8 * keys.length);
      } finally {
        await source.close();
      }
    }
  });

  test("of transfers as systems have them, and not at all where a booking does not fit", async () => {
    await using bank = await startSource("transfers");
    const base = { dc_cd: "D", txn_amt: "1.00", crcy_cd: "KRW", so_yn: "N", book_ts: "2026-03-01T00:00:00Z" };
    const rows = [
      {
        txn_no: "plain",
        acct_no: "a",
        cntr_nm: " \u3000\u1100\u1161 ",
        memo_txt: '"\\/\b\f\n\r\t\u0001\u2028é😀',
      },
      { txn_no: "blank", acct_no: "a", cntr_nm: " \t\u00a0\ufeff", memo_txt: "", purp_cd: "", chnl_cd: "??" },
      { txn_no: "old", acct_no: "a", book_ts: "0001-01-01T00:00:00.000001Z", purp_cd: "ZZZZ", dc_cd: "?" },
      { txn_no: "same-1", acct_no: "b", book_ts: "2026-03-01T00:00:00.500Z", txn_amt: "-0.10" },
      { txn_no: "same-2", acct_no: "c", book_ts: "2026-03-01T00:00:00.5Z", so_yn: "Y", purp_cd: "SALA" },
      { txn_no: "다른 id", acct_no: "odd-id" },
      { txn_no: "nan", acct_no: "nan", txn_amt: "NaN" },
      { txn_no: "currency", acct_no: "currency", crcy_cd: "kr" },
      { txn_no: "far", acct_no: "far", book_ts: "12026-03-01 00:00:00+00" },
      { txn_no: "ancient", acct_no: "ancient", book_ts: "0044-03-15 00:00:00+00 BC" },
    ].map((row) => ({ ...base, ...row }));
    await bank.insert("txn", rows);
    const key = (value: string): IdentityKey => ({ namespace: "ACCOUNT_ID", value });
    await expectEqual(bank.source, "transfers", [[key("a")], [key("b"), key("c")], [], [key("none")]], 60);
    const asks = ["odd-id", "nan", "currency", "far", "ancient", "a"].map((value) => ({
      keys: [key(value)],
      limit: 5,
    }));
    const texts = await bank.source.facets.transfers!.shaped!.read([{ name: "id", field: "id" }], asks, calm);
    expect(texts.slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(texts[5]).toBe('{"id":"trf_plain"},{"id":"trf_blank"},{"id":"trf_old"}');
  });

  test("of web events of a login and of a cookie in one list", async () => {
    await using bank = await startSource("web-events");
    const base = { hit_tp: "page", hit_nm: "Home", hit_ts: "2026-03-01T00:00:00Z" };
    await bank.insert(
      "hit",
      [
        { hit_id: "h1", login_id: "ann", vst_id: "v1", chnl: "web", url: 'https://x/?q=\u0001"' },
        {
          hit_id: "h2",
          vst_id: "v1",
          chnl: "app",
          hit_tp: "odd",
          city: " 서울 ",
          hit_ts: "2026-03-02T00:00:00.1Z",
        },
        { hit_id: "h3", vst_id: "v1", hit_tp: "screen", prd: " kept as it is ", hit_nm: "" },
        { hit_id: "h4", login_id: "ann", hit_tp: "identify", dvc_tp: "mobile", cmpgn: "봄" },
      ].map((row) => ({ ...base, ...row })),
    );
    const keys: IdentityKey[] = [
      { namespace: "LOGIN_ID", value: "ann" },
      { namespace: "ANONYMOUS_ID", value: "v1" },
    ];
    expect(await expectEqual(bank.source, "webEvents", [keys, keys.slice(0, 1), keys.slice(1), []], 60)).toBe(
      240,
    );
  });

  test("of consultations of a customer number and of a telephone number", async () => {
    await using bank = await startSource("consultations");
    const base = { chnl_cd: "CALL", strt_ts: "2026-03-01T00:00:00Z" };
    await bank.insert(
      "cnslt",
      [
        { cnslt_no: "c1", cust_no: "7", senti_scr: "0.500", csat_scr: 5, smry_txt: " 불만 " },
        { cnslt_no: "c2", tel_no: "01012345678", senti_scr: "-0.001", end_ts: "2026-03-01T00:10:00.25Z" },
        { cnslt_no: "c3", tel_no: "+4930123456", chnl_cd: "FAX", senti_scr: "0.000" },
        { cnslt_no: "c4", cust_no: "8", csat_scr: 9 },
      ].map((row) => ({ ...base, ...row })),
    );
    const customer: IdentityKey = { namespace: "CRM_ID", value: "7" };
    const korean: IdentityKey = { namespace: "PHONE", value: "+821012345678" };
    const german: IdentityKey = { namespace: "PHONE", value: "+4930123456" };
    await expectEqual(
      bank.source,
      "consultations",
      [[customer, korean, german], [customer], [german], []],
      60,
    );
    const unfit = [{ keys: [{ namespace: "CRM_ID", value: "8" } as const], limit: 5 }];
    expect(
      await bank.source.facets.consultations!.shaped!.read([{ name: "id", field: "id" }], unfit, calm),
    ).toEqual([undefined]);
  });
});

const profileFieldNames =
  "displayName familyName givenName birthDate gender email phone address tier branch joinedAt locale timeZone".split(
    " ",
  );

const profileShapes: fc.Arbitrary<Shape> = fc
  .tuple(
    fc.shuffledSubarray(profileFieldNames, { minLength: 1 }),
    fc.shuffledSubarray(["country", "postalCode", "locality", "street"], { minLength: 1 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([fields, inner, hasTypename, isAliased]) => {
    const typename = (type: string): Shape =>
      hasTypename ? [{ name: "__typename", field: "", constant: type }] : [];
    const toName = (field: string): string => (isAliased ? `my_${field}` : field);
    return [
      ...fields.map((field) => ({
        name: toName(field),
        field,
        ...(field === "address" && {
          fields: [
            ...typename("Address"),
            ...inner.map((innerField) => ({ name: toName(innerField), field: innerField })),
          ],
        }),
      })),
      ...typename("Profile"),
    ];
  });

const pieces = [
  ..." \t\n\u00a0\u3000\ufeff\u0001\u2028\"\\'/",
  ..."김가é😀Å",
  "민준",
  "\u1100\u1161\u11a8",
  "e\u0301",
  "Kim Minjun",
  "minjun.kim@example.com",
];
const texts = fc.option(
  fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((parts) => parts.join("")),
);
const oneOf = (...values: string[]): fc.Arbitrary<string | null> => fc.option(fc.constantFrom(...values));
const masterRows = fc.record({
  cust_nm: texts,
  cust_eng_nm: texts,
  fam_nm: texts,
  gvn_nm: texts,
  brth_dt: oneOf(
    "19811103",
    "19990231",
    "20000229",
    "19000229",
    "00000101",
    "1981",
    "",
    "2026-1-1",
    "abcdefgh",
  ),
  sex_cd: oneOf("M", "F", "X", " "),
  email_addr: texts,
  hp_no: fc.oneof(
    texts,
    oneOf("010-1234-5678", "01112345678", " 010-123-4567\u3000", "010 1234 5678", "010-1234-56789", "010"),
    oneOf("02-123-4567", "+82 10-1234-5678", "+1 415 555 2671", "0041 44 668 18 00", "０１０-1234-5678"),
  ),
  zip_cd: texts,
  sido_nm: texts,
  addr_dtl: texts,
  ntn_cd: oneOf("KR", "K", "", " K", "é"),
  grade_nm: texts,
  brnch_nm: texts,
  join_dtm: oneOf(
    "2015-04-01T00:00:00Z",
    "2015-04-01T09:00:00.25+09:00",
    "0001-01-01T00:00:00.000001Z",
    "9999-12-31T23:59:59.999999Z",
  ),
  lang_cd: texts,
  tz_nm: texts,
});

describe("shaped profiles", () => {
  /** What the record gives; empty without one, undefined where it does not fit. */
  async function readExpectedProfile(
    source: ConnectedSource,
    shape: Shape,
    number: string,
  ): Promise<string | undefined> {
    let refused = 0;
    const options = { ...calm, onRefused: () => (refused += 1) };
    const key = { namespace: "CRM_ID", value: number } as const;
    const [found] = await source.facets.profile!.read([{ key, page: { limit: 1 } }], options);
    if (refused > 0) return undefined;
    return found === undefined ? "" : JSON.stringify(toExpectedProfile(shape, found.record));
  }

  function toExpectedProfile(shape: Shape, record: object | null): object | null {
    if (record === null) return null;
    return Object.fromEntries(
      shape.map(({ name, field, constant, fields }) => {
        if (constant !== undefined) return [name, constant];
        const value = (record as Record<string, object | null>)[field]!;
        return [name, fields === undefined ? value : toExpectedProfile(fields, value)];
      }),
    );
  }

  const ask = (...numbers: string[]) => ({
    keys: numbers.map((value) => ({ namespace: "CRM_ID", value }) as const),
    limit: 1,
  });

  test("are what the records of rows as systems have them give", async () => {
    await using crm = await startSource("crm");
    const rows = fc.sample(masterRows, { numRuns: 400, seed: 7 });
    const numbers = rows.map((_, n) => String(10_000_000 + n));
    await crm.insert(
      "cust_mst",
      rows.map((row, n) => ({
        ...row,
        cust_no: numbers[n],
        hp_own_yn: "N",
        upd_dtm: "2026-01-01T00:00:00Z",
      })),
    );
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        profileShapes,
        fc.shuffledSubarray([...numbers, "none"], { minLength: 1, maxLength: 12 }),
        async (shape, asked) => {
          expect(crm.source.facets.profile!.shaped!.canShape(shape)).toBe(true);
          const found = await crm.source.facets.profile!.shaped!.read(
            shape,
            asked.map((number) => ask(number)),
            calm,
          );
          for (const [n, number] of asked.entries()) {
            expect(found[n]).toBe(await readExpectedProfile(crm.source, shape, number));
            compared += found[n] === undefined ? 0 : 1;
          }
        },
      ),
      { numRuns: 120, seed: 7 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  test("are left to the records where a row does not fit, whatever is selected, and where there are several", async () => {
    await using crm = await startSource("crm");
    const base = { cust_nm: "김민준", hp_own_yn: "N", upd_dtm: "2026-01-01T00:00:00Z" };
    const joined = [
      "infinity",
      "-infinity",
      "0044-03-15 00:00:00+00 BC",
      "12026-03-01 00:00:00+00",
      "2015-04-01T00:00:00Z",
    ];
    await crm.insert(
      "cust_mst",
      joined.map((join_dtm, n) => ({ ...base, cust_no: `n${String(n)}`, join_dtm })),
    );
    const asks = [
      ...joined.map((_, n) => ask(`n${String(n)}`)),
      ask("n4", "n0"),
      ask(),
      ask("none"),
      ask("n4"),
      { ...ask("n4"), limit: 0 },
    ];
    const plain = '{"displayName":"김민준"}';
    expect(
      await crm.source.facets.profile!.shaped!.read(
        [{ name: "displayName", field: "displayName" }],
        asks,
        calm,
      ),
    ).toEqual([undefined, undefined, undefined, undefined, plain, undefined, "", "", plain, ""]);
    for (const [n] of joined.entries()) {
      const expected = await readExpectedProfile(
        crm.source,
        [{ name: "displayName", field: "displayName" }],
        `n${String(n)}`,
      );
      expect(expected).toBe(n === 4 ? plain : undefined);
    }
  });

  test("have the fields of profiles, and no others", async () => {
    await using crm = await startSource("crm");
    const { canShape } = crm.source.facets.profile!.shaped!;
    const country = { name: "country", field: "country" };
    expect(canShape([{ name: "address", field: "address", fields: [country] }])).toBe(true);
    expect(canShape([{ name: "a", field: "nickname" }])).toBe(false);
    expect(canShape([{ name: "a", field: "constructor" }])).toBe(false);
    expect(canShape([{ name: "a", field: "address" }])).toBe(false);
    expect(canShape([{ name: "a", field: "tier", fields: [country] }])).toBe(false);
    expect(canShape([{ name: "a", field: "address", fields: [{ name: "b", field: "planet" }] }])).toBe(false);
  });
});
