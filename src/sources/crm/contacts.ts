// Marketing contacts and how they ended.
import type { Channel } from "../../domains/customer/channel.js";
import type { FoundRecord } from "../../domains/customer/facets.js";
import type { ContactAttempt, ContactResult } from "../../domains/customer/records.js";
import { fromPostgresText } from "../../shared/instant.js";
import { askColumns, isBehindPosition, toAskRows } from "../kit/ask-rows.js";
import type { AskedRecord, FacetReader, Scan, SourceChange } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";
import { scanRows } from "../kit/scan-rows.js";
import { toText } from "../kit/to-text.js";

const columns = "cust_no, cntct_no, cmpgn_nm, offer_nm, chnl_cd, try_no, rslt_cd, cntct_dtm";

/** The table with the number that its changes are followed by. */
export const contactTable = { name: "scan-contacts", table: "cmpgn_cntct", number: "seq", columns };

/** `columns` behind a number: that of the ask, or of the change. */
type ContactRow = readonly [
  number: number | string,
  customerNumber: string,
  contactId: string,
  campaign: string | null,
  offer: string | null,
  channel: string | null,
  attempt: number,
  result: string,
  time: string,
];

const channels: { readonly [code: string]: Channel } = {
  TM: "CALL",
  EM: "EMAIL",
  SM: "SMS",
  PU: "PUSH",
  KT: "MESSENGER",
  DM: "POST",
  BR: "BRANCH",
};

const results: { readonly [code: string]: ContactResult } = {
  ACPT: "ACCEPTED",
  RJCT: "REJECTED",
  NOAN: "NO_ANSWER",
  DLVR: "DELIVERED",
  OPEN: "OPENED",
  CLCK: "CLICKED",
  BNCE: "BOUNCED",
};

/** A contact that ended in a way we have no word for is left out: any word of ours would be a lie. */
const isKnownResult = `rslt_cd in (${Object.keys(results)
  .map((code) => `'${code}'`)
  .join(", ")})`;

/** Exported for the test that looks at its plan. */
export const contactsStatement = {
  name: "contacts",
  text: `
    select ask.n, found.*
    from json_to_recordset($1) as ask(${askColumns})
    cross join lateral (
      select ${columns} from cmpgn_cntct
      where cust_no = ask.value and ${isBehindPosition("cntct_dtm", "cntct_no")} and ${isKnownResult}
      order by cntct_dtm desc, cntct_no desc limit ask.size
    ) found`,
};

type Reader = FacetReader<PostgresClient, "contacts">;

/** Contacts of customers. */
export const readContacts: Reader["read"] = async (client, asks, options) => {
  const rows = await client.query<ContactRow>(contactsStatement, [toAskRows(asks)], options);
  return rows.flatMap((row) =>
    toFound(row).map(({ record }): AskedRecord<"contacts"> => ({ ask: Number(row[0]), record })),
  );
};

/** Contacts by their own ids. */
export const readContactsByIds: Reader["readByIds"] = async (client, contactIds, options) => {
  const byIds = {
    name: "contacts-by-ids",
    text: `select 0, ${columns} from cmpgn_cntct where cntct_no = any($1)`,
  };
  return (await client.query<ContactRow>(byIds, [contactIds], options)).flatMap(toFound);
};

/** Contacts in the order in which they were stored. */
export const scanContacts: Scan<PostgresClient, SourceChange> = async (client, position, limit, options) => {
  const part = await scanRows<ContactRow & readonly [string]>(client, contactTable, position, limit, options);
  const items = part.rows.flatMap(toFound).map((found): SourceChange => ({ facet: "contacts", ...found }));
  return { items, position: part.position, isAtEnd: part.isAtEnd };
};

function toFound(row: ContactRow): FoundRecord<"contacts">[] {
  const [, customerNumber, recordId, campaign, offer, channel, attempt, resultCode, time] = row;
  const result = results[resultCode];
  if (result === undefined) return [];
  const record: ContactAttempt = {
    recordId,
    campaign: toText(campaign),
    offer: toText(offer),
    channel: channels[channel ?? ""] ?? null,
    attempt,
    result,
    occurredAt: fromPostgresText(time),
  };
  return [{ key: { namespace: "CRM_ID", value: customerNumber }, record }];
}
