import { expect, test } from "vitest";
import { toAskRows } from "../../src/sources/kit/ask-rows.js";
import { consultationsStatement } from "../../src/sources/consultations/consultations.js";
import { runSql } from "../harness/databases.js";
import { calm, explain, readPage, startSource } from "./harness.js";

const customer = { namespace: "CRM_ID", value: "10000017" } as const;
const phone = { namespace: "PHONE", value: "+821012345678" } as const;
const foreign = { namespace: "PHONE", value: "+14155550101" } as const;

function consultation(id: string, time: string, more: object = {}): object {
  return { cnslt_no: id, chnl_cd: "CALL", strt_ts: time, ...more };
}

test("consultations translate every column", async () => {
  await using centre = await startSource("consultations");
  await centre.insert("cnslt", [
    consultation("c1", "2026-03-01T00:00:00Z", {
      cust_no: "10000017",
      tel_no: "01012345678",
      agnt_id: "agent-7",
      end_ts: "2026-03-01T00:10:00.5Z",
      prd_nm: "주택담보대출",
      topic_nm: "금리",
      smry_txt: "금리 문의",
      note_txt: "",
      rslt_nm: "해결",
      csat_scr: 4,
      senti_scr: "-0.125",
      city_nm: "부산",
    }),
  ]);
  expect(await readPage(centre.source, "consultations", customer, { limit: 1 })).toEqual([
    {
      recordId: "c1",
      channel: "CALL",
      agentId: "agent-7",
      startedAt: "2026-03-01T00:00:00Z",
      endedAt: "2026-03-01T00:10:00.5Z",
      product: "주택담보대출",
      topic: "금리",
      summary: "금리 문의",
      notes: null,
      outcome: "해결",
      satisfaction: 4,
      sentiment: -0.125,
      locality: "부산",
    },
  ]);
});

test("a caller's consultations are those without a customer number, in the spelling of the contact centre", async () => {
  await using centre = await startSource("consultations");
  await centre.insert("cnslt", [
    consultation("c1", "2026-01-01T00:00:00Z", { cust_no: "10000017", tel_no: "01012345678" }),
    consultation("c2", "2026-01-02T00:00:00Z", { tel_no: "01012345678" }),
    consultation("c3", "2026-01-03T00:00:00Z", { tel_no: "+14155550101" }),
    consultation("c4", "2026-01-04T00:00:00Z", { tel_no: "anonymous" }),
  ]);
  const idsUnder = async (key: typeof phone | typeof customer | typeof foreign) =>
    (await readPage(centre.source, "consultations", key, { limit: 9 })).map(({ recordId }) => recordId);
  expect(await idsUnder(customer)).toEqual(["c1"]);
  expect(await idsUnder(phone)).toEqual(["c2"]);
  expect(await idsUnder(foreign)).toEqual(["c3"]);
  const changes = await centre.source.changes?.(undefined, 10, calm);
  expect(changes?.items.map(({ key, record }) => [record.recordId, key])).toEqual([
    ["c1", customer],
    ["c2", phone],
    ["c3", foreign],
  ]);
});

test("filters of consultations narrow by channel, topic and time", async () => {
  await using centre = await startSource("consultations");
  await centre.insert("cnslt", [
    consultation("c1", "2026-01-01T00:00:00Z", { cust_no: "10000017", topic_nm: "금리" }),
    consultation("c2", "2026-01-02T00:00:00Z", { cust_no: "10000017", chnl_cd: "CHAT" }),
    consultation("c3", "2026-01-03T00:00:00Z", { cust_no: "10000017", chnl_cd: "FAX" }),
  ]);
  const read = async (filter: object) =>
    (await readPage(centre.source, "consultations", customer, { limit: 9, filter })).map(
      (one) => one.recordId,
    );
  expect(await read({ channels: ["CHAT", "EMAIL"] })).toEqual(["c2"]);
  expect(await read({ topics: ["금리"] })).toEqual(["c1"]);
  expect(await read({ since: "2026-01-02T00:00:00Z" })).toEqual(["c3", "c2"]);
  const [unknown] = await readPage(centre.source, "consultations", customer, { limit: 1 });
  expect(unknown?.channel).toBeNull();
});

test("consultations are found by the indexes, without sorting", async () => {
  await using centre = await startSource("consultations");
  await runSql(
    centre.url,
    `insert into cnslt (cnslt_no, cust_no, tel_no, chnl_cd, strt_ts)
     select 'c' || n, case when n % 3 > 0 then 'n' || n % 40 end, '010' || n % 40, 'CALL',
       timestamptz '2026-01-01' + n * interval '1 minute'
     from generate_series(1, 20000) n`,
  );
  const asks = toAskRows<"consultations">([{ key: customer, page: { limit: 21 } }]);
  const plan = await explain(centre.url, consultationsStatement.text, asks);
  expect(plan).toMatch(/Index Scan using cnslt_cust/);
  expect(plan).toMatch(/Index Scan using cnslt_tel/);
  expect(plan).not.toMatch(/Sort/);
});
