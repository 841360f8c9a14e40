import { describe, expect, test } from "vitest";
import { contactsStatement } from "../../src/demo/services/contact-rows.js";
import { toAskRows } from "../../src/sources/kit/ask-rows.js";
import { runSql } from "../harness/databases.js";
import { calm, explain, readPage, startSource } from "./harness.js";

const kim = { namespace: "CRM_ID", value: "10000017" } as const;

describe("contacts", () => {
  test("contacts translate their codes, and come by page, by id and as changes", async () => {
    await using campaigns = await startSource("campaigns");
    const contact = (cntct_no: string, chnl_cd: string, rslt_cd: string) => ({
      cntct_no,
      cust_no: "10000017",
      cmpgn_nm: "Spring",
      offer_nm: "Card",
      chnl_cd,
      try_no: 2,
      rslt_cd,
      cntct_dtm: "2026-01-01T00:00:00Z",
    });
    await campaigns.insert("cmpgn_cntct", [
      contact("k1", "TM", "NOAN"),
      contact("k2", "KT", "CLCK"),
      contact("k3", "DM", "????"),
    ]);
    const page = await readPage(campaigns.source, "contacts", kim, { limit: 9 });
    const k1 = {
      recordId: "k1",
      campaign: "Spring",
      offer: "Card",
      channel: "CALL",
      attempt: 2,
      result: "NO_ANSWER",
    };
    expect(page).toMatchObject([{ recordId: "k2", channel: "MESSENGER", result: "CLICKED" }, k1]);
    expect(await campaigns.source.facets.contacts?.readByIds(["k1"], calm)).toMatchObject([
      { key: kim, record: k1 },
    ]);
    const changes = await campaigns.source.changes?.(undefined, 9, calm);
    expect(changes?.items.map(({ record }) => record.recordId)).toEqual(["k1", "k2"]);
  });

  test("contacts are found by the index, without sorting", async () => {
    await using campaigns = await startSource("campaigns");
    await runSql(
      campaigns.url,
      `insert into cmpgn_cntct (cntct_no, cust_no, rslt_cd, cntct_dtm)
       select 'k' || n, 'n' || n % 40, 'DLVR', timestamptz '2026-01-01' + n * interval '1 minute'
       from generate_series(1, 20000) n`,
    );
    const asks = toAskRows<"contacts">([{ key: kim, page: { limit: 21 } }]);
    const plan = await explain(campaigns.url, contactsStatement.text.replace("$2", "array['DLVR']"), asks);
    expect(plan).toMatch(/Index Scan using cmpgn_cntct_cust/);
    expect(plan).not.toMatch(/Sort/);
  });
});
