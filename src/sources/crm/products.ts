// What customers hold or held, newest first; holdings whose beginning is not known stand last.
import type { ProductHolding } from "../../domains/customer/records.js";
import { fromPostgresText } from "../../shared/instant.js";
import { askColumns, isBehindPosition, toAskRows } from "../kit/ask-rows.js";
import type { AskedRecord, FacetReader } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import { toText } from "../kit/to-text.js";

const columns = "cust_no, hold_no, prd_nm, prd_ctgr, open_dtm, close_dtm, bal_amt, crcy_cd";

type HoldingRow = readonly [
  ask: number,
  customerNumber: string,
  holdingId: string,
  product: string,
  category: string,
  openedAt: string | null,
  closedAt: string | null,
  balance: string | null,
  currency: string | null,
];

const openedAt = "coalesce(open_dtm, '0001-01-01T00:00:00Z')";

/** A customer has few holdings: the index finds them by customer, and they are sorted when read. */
const statement = {
  name: "products",
  text: `
    select ask.n, found.*
    from json_to_recordset($1) as ask(${askColumns})
    cross join lateral (
      select ${columns} from prd_hold
      where cust_no = ask.value and ${isBehindPosition(openedAt, "hold_no")}
      order by ${openedAt} desc, hold_no desc limit ask.size
    ) found`,
};

type Reader = FacetReader<PostgresClient, "products">;

/** Holdings of customers. */
export const readProducts: Reader["read"] = async (client, asks, options) => {
  const rows = await client.query<HoldingRow>(statement, [toAskRows(asks)], options);
  return rows.map((row): AskedRecord<"products"> => ({ ask: row[0], record: toProduct(row) }));
};

/** Holdings by their own ids. */
export const readProductsByIds: Reader["readByIds"] = async (client, holdingIds, options) => {
  const byIds = {
    name: "products-by-ids",
    text: `select 0, ${columns} from prd_hold where hold_no = any($1)`,
  };
  const rows = await client.query<HoldingRow>(byIds, [holdingIds], options);
  return rows.map((row) => ({ key: { namespace: "CRM_ID", value: row[1] }, record: toProduct(row) }));
};

function toProduct([
  ,
  ,
  recordId,
  product,
  category,
  opened,
  closed,
  balance,
  currency,
]: HoldingRow): ProductHolding {
  return {
    recordId,
    product: toText(product) ?? product,
    category,
    openedAt: opened === null ? null : fromPostgresText(opened),
    closedAt: closed === null ? null : fromPostgresText(closed),
    balance: balance === null || currency === null ? null : { amount: balance, currency },
  };
}
