// Bookings as transfers, seen from the account that they stand on.
import type { Channel } from "../../domains/customer/channel.js";
import type { FoundRecord } from "../../domains/customer/facets.js";
import type { Transfer, TransferFilter } from "../../domains/customer/records.js";
import { fromPostgresText } from "../../shared/instant.js";
import {
  askColumns,
  isBehindPosition,
  isInPeriod,
  periodColumns,
  toAskRows,
  toPeriod,
} from "../kit/ask-rows.js";
import type { AskedRecord, FacetReader, Scan } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import type { ReplicatedTable } from "../kit/replication/replication.js";
import { scanRows } from "../kit/scan-rows.js";
import { toText } from "../kit/to-text.js";
import { groupedPurposeCodes, toPurposeFilter, toTransferCategory } from "./purpose-category.js";
import type { SourceChange } from "../../domains/ingest/source-change.js";

const columns =
  "acct_no, txn_no, dc_cd, txn_amt, crcy_cd, cntr_nm, purp_cd, so_yn, memo_txt, chnl_cd, book_ts";

/** The table with the number that its changes are followed by. */
export const bookingTable = { name: "scan-bookings", table: "txn", number: "seq", columns };

/** `columns` behind a number: that of the ask, or of the change. */
type BookingRow = readonly [
  number: number | string,
  accountId: string,
  bookingId: string,
  direction: string,
  amount: string,
  currency: string,
  counterparty: string | null,
  purpose: string | null,
  standingOrder: string,
  memo: string | null,
  channel: string | null,
  time: string,
];

/** Channel of each code. */
export const channels: { readonly [code: string]: Channel } = {
  IB: "WEB",
  MB: "APP",
  BR: "BRANCH",
  ATM: "ATM",
  CC: "CALL",
};

const groupedCodes = groupedPurposeCodes.map((code) => `'${code}'`).join(", ");

/** Exported for the test that looks at its plan. */
export const bookingsStatement = {
  name: "bookings",
  text: `
    select ask.n, found.*
    from json_to_recordset($1) as ask(${askColumns}, ${periodColumns}, side text, codes text[], others boolean)
    cross join lateral (
      select ${columns} from txn
      where acct_no = ask.value and ${isBehindPosition("book_ts", "txn_no")} and ${isInPeriod("book_ts")}
        and (ask.side is null or dc_cd = ask.side)
        and (ask.codes is null or purp_cd = any(ask.codes)
          or (ask.others and purp_cd <> '' and purp_cd not in (${groupedCodes})))
      order by book_ts desc, txn_no desc limit ask.size
    ) found`,
};

type Reader = FacetReader<PostgresClient, "transfers">;

/** Bookings of accounts. */
export const readBookings: Reader["read"] = async (client, asks, options) => {
  const rows = await client.query<BookingRow>(bookingsStatement, [toAskRows(asks, toFilterColumns)], options);
  return rows.map((row): AskedRecord<"transfers"> => ({ ask: Number(row[0]), record: toTransfer(row) }));
};

/** Bookings by their own ids. */
export const readBookingsByIds: Reader["readByIds"] = async (client, bookingIds, options) => {
  const statement = { name: "bookings-by-ids", text: `select 0, ${columns} from txn where txn_no = any($1)` };
  return (await client.query<BookingRow>(statement, [bookingIds], options)).map(toFound);
};

/** Bookings as they are committed. */
export const replicatedBookings: ReplicatedTable = {
  table: bookingTable,
  toChanges: (row) => [toChange(row as BookingRow)],
};

/** Bookings in the order in which they were stored. */
export const scanBookings: Scan<PostgresClient, SourceChange> = async (client, position, limit, options) => {
  const part = await scanRows<BookingRow & readonly [string]>(client, bookingTable, position, limit, options);
  return { items: part.rows.map(toChange), position: part.position, isAtEnd: part.isAtEnd };
};

function toFilterColumns(filter: TransferFilter | undefined): object {
  return {
    ...toPeriod(filter),
    side: filter?.direction?.charAt(0),
    ...(filter?.categories && toPurposeFilter(filter.categories)),
  };
}

function toChange(row: BookingRow): SourceChange {
  return { facet: "transfers", ...toFound(row) };
}

function toFound(row: BookingRow): FoundRecord<"transfers"> {
  return { key: { namespace: "ACCOUNT_ID", value: row[1] }, record: toTransfer(row) };
}

function toTransfer(row: BookingRow): Transfer {
  const [
    ,
    accountId,
    recordId,
    direction,
    amount,
    currency,
    counterparty,
    purpose,
    standingOrder,
    memo,
    channel,
    time,
  ] = row;
  return {
    recordId,
    accountId,
    direction: direction === "C" ? "CREDIT" : "DEBIT",
    amount: { amount, currency },
    counterparty: toText(counterparty),
    category: toTransferCategory(purpose),
    standingOrder: standingOrder === "Y",
    memo: toText(memo),
    channel: channels[channel ?? ""] ?? null,
    bookedAt: fromPostgresText(time),
  };
}
