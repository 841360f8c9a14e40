import { afterAll, describe, expect, test } from "vitest";
import { runSql } from "../harness/databases.js";
import { calm, readPage, startSource } from "./harness.js";

const kim = { namespace: "CRM_ID", value: "10000017" } as const;

const master = {
  cust_no: "10000017",
  cust_nm: "김민준",
  fam_nm: "김",
  gvn_nm: "민준",
  cust_eng_nm: "Kim Minjun",
  brth_dt: "19811103",
  sex_cd: "M",
  hp_no: "010-1234-5678",
  hp_own_yn: "Y",
  email_addr: "Minjun.Kim@Example.com",
  zip_cd: "06236",
  sido_nm: "서울특별시",
  addr_dtl: "강남구 테헤란로 1",
  ntn_cd: "KR",
  grade_nm: "GOLD",
  brnch_nm: "강남",
  join_dtm: "2015-04-01T00:00:00Z",
  lang_cd: "ko",
  tz_nm: "Asia/Seoul",
  ib_user_id: "minjun81",
  upd_dtm: "2026-01-01T00:00:00Z",
};
/** A customer of whom the CRM knows nothing but the number. */
const bare = { cust_no: "10000024", hp_own_yn: "N", upd_dtm: "2026-01-02T00:00:00Z" };

describe("profiles", () => {
  test("translate every column", async () => {
    await using crm = await startSource("crm");
    await crm.insert("cust_mst", [master]);
    expect(await readPage(crm.source, "profile", kim, { limit: 1 })).toEqual([
      {
        recordId: "10000017",
        displayName: "김민준",
        familyName: "김",
        givenName: "민준",
        birthDate: "1981-11-03",
        gender: "male",
        email: "Minjun.Kim@Example.com",
        phone: "+821012345678",
        address: { country: "KR", postalCode: "06236", locality: "서울특별시", street: "강남구 테헤란로 1" },
        tier: "GOLD",
        branch: "강남",
        joinedAt: "2015-04-01T00:00:00Z",
        locale: "ko",
        timeZone: "Asia/Seoul",
      },
    ]);
  });

  test("know nothing where the CRM knows nothing or writes nonsense", async () => {
    await using crm = await startSource("crm");
    await crm.insert("cust_mst", [
      { ...bare, cust_eng_nm: "Jane Doe", brth_dt: "19990231", sex_cd: "X", hp_no: "ask her", ntn_cd: "KR" },
    ]);
    const [profile] = await readPage(crm.source, "profile", { ...kim, value: "10000024" }, { limit: 1 });
    expect(profile).toMatchObject({
      displayName: "Jane Doe",
      birthDate: null,
      gender: null,
      phone: "ask her",
    });
    expect(profile).toMatchObject({ address: null, email: null, joinedAt: null, tier: null });
  });
});

describe("identities of the CRM", () => {
  test("are the customer number and what the CRM knows a person by", async () => {
    await using crm = await startSource("crm");
    await crm.insert("cust_mst", [master, bare]);
    const part = await crm.source.identities?.(undefined, 100, calm);
    expect(
      part?.items.map(({ identity, verified }) => [identity.namespace, identity.value, verified]),
    ).toEqual([
      ["CRM_ID", "10000017", true],
      ["PHONE", "+821012345678", true],
      ["EMAIL", "minjun.kim@example.com", false],
      ["LOGIN_ID", "minjun81", true],
      ["CRM_ID", "10000024", true],
    ]);
    expect(part?.items[0]).toMatchObject({
      subject: kim,
      firstSeenAt: "2015-04-01T00:00:00Z",
      lastSeenAt: "2026-01-01T00:00:00Z",
    });
  });

  test("come again when a customer changes", async () => {
    await using crm = await startSource("crm");
    await crm.insert("cust_mst", [master, bare]);
    const first = await crm.source.identities?.(undefined, 100, calm);
    await runSql(crm.url, "update cust_mst set ib_user_id = 'new-login' where cust_no = '10000024'");
    const second = await crm.source.identities?.(first?.position, 100, calm);
    expect(second?.items.map(({ identity }) => identity.value)).toEqual(["10000024", "new-login"]);
  });
});

test("a profile is among the changes whenever it changes, each time in its latest state", async () => {
  await using crm = await startSource("crm");
  await crm.insert("cust_mst", [master]);
  const start = await crm.source.latestChangePosition?.(calm);
  await crm.insert("cust_mst", [bare]);
  await runSql(crm.url, "update cust_mst set grade_nm = 'VIP' where cust_no = '10000017'");
  await runSql(crm.url, "update cust_mst set grade_nm = 'GOLD' where cust_no = '10000017'");
  const part = await crm.source.changes?.(start, 10, calm);
  expect(part?.items).toMatchObject([
    { facet: "profile", key: { value: "10000024" }, revision: { version: "2" } },
    { key: { value: "10000017" }, record: { tier: "GOLD" }, revision: { version: "4" } },
  ]);
});

describe("the directory", () => {
  const people = [
    master,
    { ...master, cust_no: "10000031", cust_nm: "김 철수", cust_eng_nm: "Kim Cheolsu", hp_no: "01098765432" },
    { ...master, cust_no: "10000038", cust_nm: null, cust_eng_nm: "Mary 50%_Off", hp_no: "+1 415 555 0101" },
    { ...bare, grade_nm: "VIP", brnch_nm: "부산", email_addr: "minjun.kimchi@example.com" },
  ];

  test.each([
    ["김민준", ["10000017"]],
    ["민준".normalize("NFD"), ["10000017"]],
    ["김철수", ["10000031"]],
    ["김 철수", ["10000031"]],
    ["minJUN kim", ["10000017"]],
    ["kim park", []],
    ["50%_", ["10000038"]],
    ["_ary", []],
    ["010-1234-5678", ["10000017"]],
    ["+82 10 1234 5678", ["10000017"]],
    ["01012345678", ["10000017"]],
    ["010 9876 5432", ["10000031"]],
    ["5432", ["10000031"]],
    ["+1 (415) 555-0101", ["10000038"]],
    ["MINJUN.KIM@example.com", ["10000017", "10000031", "10000038"]],
    ["minjun.kimch@", []],
    ["minjun.kimchi@ex", ["10000024"]],
  ])("finds %s", async (query, expected) => {
    const crm = await shared();
    expect(await crm.source.directory?.({ filter: { query }, limit: 10 }, calm)).toEqual(expected);
  });

  test("narrows by tier and branch, and pages by customer number", async () => {
    const crm = await shared();
    const list = (filter: object, limit: number, afterCrmId?: string) =>
      crm.source.directory?.({ filter, limit, ...(afterCrmId !== undefined && { afterCrmId }) }, calm);
    expect(await list({ tiers: ["VIP", "SILVER"] }, 10)).toEqual(["10000024"]);
    expect(await list({ branches: ["강남"], query: "kim" }, 10)).toEqual(["10000017", "10000031"]);
    expect(await list({}, 2)).toEqual(["10000017", "10000024"]);
    expect(await list({}, 2, "10000024")).toEqual(["10000031", "10000038"]);
  });

  let started: ReturnType<typeof startPeople> | undefined;
  const shared = () => (started ??= startPeople());
  const startPeople = async () => {
    const crm = await startSource("crm");
    await crm.insert("cust_mst", people);
    return crm;
  };
  afterAll(async () => {
    await (await started)?.[Symbol.asyncDispose]();
  });
});
