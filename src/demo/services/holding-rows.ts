// What the product service reads: table `prd_hold` of the CRM's database, as the service spells it.
import { fromPostgresText } from "../../shared/instant.js";
import { askColumns, isBehindPosition, toAskRows } from "../../sources/kit/ask-rows.js";
import type { ReadOptions, SourceAsk } from "../../sources/kit/define-source.js";
import type { PostgresClient } from "../../sources/kit/postgres-client.js";

const columns = "cust_no, hold_no, prd_nm, prd_ctgr, open_dtm, close_dtm, bal_amt, crcy_cd";

type HoldingRow = readonly [
  ask: number,
  customerNo: string,
  holdingNo: string,
  product: string,
  category: string,
  openedAt: string | null,
  closedAt: string | null,
  balance: string | null,
  currency: string | null,
];

/** A holding as the service spells it. */
export interface Holding {
  readonly __typename: "Holding";
  readonly holdingNo: string;
  readonly customerNo: string;
  readonly product: string;
  readonly category: string;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly balance: string | null;
  readonly currency: string | null;
}

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

/** The holdings of each ask, newest first; those whose beginning is not known stand last. */
export async function loadHoldings(
  client: PostgresClient,
  asks: readonly SourceAsk<"products">[],
  options: ReadOptions,
): Promise<readonly (readonly Holding[])[]> {
  const rows = await client.query<HoldingRow>(statement, [toAskRows(asks)], options);
  return asks.map((_, ask) => rows.filter((row) => row[0] === ask).map(toHolding));
}

/** Holdings by their numbers. */
export async function listHoldings(
  client: PostgresClient,
  holdingNos: readonly string[],
  options: ReadOptions,
): Promise<readonly Holding[]> {
  const byIds = {
    name: "products-by-ids",
    text: `select 0, ${columns} from prd_hold where hold_no = any($1)`,
  };
  return (await client.query<HoldingRow>(byIds, [holdingNos], options)).map(toHolding);
}

function toHolding(row: HoldingRow): Holding {
  const [, customerNo, holdingNo, product, category, opened, closed, balance, currency] = row;
  return {
    __typename: "Holding",
    holdingNo,
    customerNo,
    product,
    category,
    openedAt: opened === null ? null : fromPostgresText(opened),
    closedAt: closed === null ? null : fromPostgresText(closed),
    balance,
    currency,
  };
}
