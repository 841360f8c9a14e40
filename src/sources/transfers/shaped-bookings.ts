// Bookings as JSON text: the SQL of what `bookings.ts` makes of a row. A test holds the two against each other.
import { nodePrefixes } from "../../shared/ids.js";
import { shapePostgres, valuesOf } from "../kit/shape-postgres.js";
import {
  isInstantSql,
  isPlainKeySql,
  toCaseSql,
  toInstantSql,
  toNodeIdSql,
  toTextSql,
} from "../kit/shaped-rows.js";
import { channels } from "./bookings.js";
import { purposeCodesByCategory } from "./purpose-category.js";

const categoriesByCode = Object.fromEntries(
  Object.entries(purposeCodesByCategory).flatMap(([category, codes]) =>
    codes.map((code) => [code, category]),
  ),
);

/** Bookings of accounts. */
export const shapedBookings = shapePostgres(
  "shaped-bookings",
  {
    askColumns: "accounts text[]",
    rows: `
      select txn.* from unnest(ask.accounts) as account(number)
      cross join lateral (
        select * from txn where acct_no = account.number order by book_ts desc, txn_no desc limit ask.size
      ) txn`,
    time: "book_ts",
    id: "txn_no",
    fits: `${isPlainKeySql("txn_no")} and ${isInstantSql("book_ts")} and crcy_cd ~ '^[A-Z]{3}$'
      and txn_amt <> 'NaN' and txn_amt < 'Infinity' and txn_amt > '-Infinity'`,
    fields: {
      id: toNodeIdSql(nodePrefixes.Transfer, "txn_no"),
      accountId: "acct_no",
      direction: "(case dc_cd when 'C' then 'CREDIT' else 'DEBIT' end)",
      amount: { amount: "txn_amt::text", currency: "crcy_cd::text" },
      counterparty: toTextSql("cntr_nm"),
      category: `(case when purp_cd is null or purp_cd = '' then null else ${toCaseSql("purp_cd", categoriesByCode, "'OTHER'")} end)`,
      standingOrder: "(so_yn = 'Y')",
      memo: toTextSql("memo_txt"),
      channel: toCaseSql("chnl_cd", channels, "null"),
      bookedAt: toInstantSql("book_ts"),
    },
  },
  (ask) => ({ accounts: valuesOf(ask, "ACCOUNT_ID") }),
);
