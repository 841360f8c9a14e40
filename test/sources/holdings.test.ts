import { describe, expect, test } from "vitest";
import { readPage, startSource } from "./harness.js";

const kim = { namespace: "CRM_ID", value: "10000017" } as const;

describe("holdings", () => {
  test("products stand newest first, those without a beginning last", async () => {
    await using holdings = await startSource("holdings");
    const hold = (hold_no: string, more: object) => ({
      hold_no,
      cust_no: "10000017",
      prd_nm: "정기예금",
      prd_ctgr: "DEPOSIT",
      ...more,
    });
    await holdings.insert("prd_hold", [
      hold("p1", { open_dtm: null }),
      hold("p2", { open_dtm: "2020-01-01T00:00:00Z", bal_amt: "10.50", crcy_cd: "USD" }),
      hold("p3", { open_dtm: "2021-01-01T00:00:00Z", close_dtm: "2022-01-01T00:00:00Z" }),
    ]);
    const products = await readPage(holdings.source, "products", kim, { limit: 9 });
    expect(products.map(({ recordId }) => recordId)).toEqual(["p3", "p2", "p1"]);
    expect(products[1]).toEqual({
      recordId: "p2",
      product: "정기예금",
      category: "DEPOSIT",
      openedAt: "2020-01-01T00:00:00Z",
      closedAt: null,
      balance: { amount: "10.50", currency: "USD" },
    });
  });
});
