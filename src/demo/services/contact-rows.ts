// What the campaign tool's service reads: table `cmpgn_cntct` of the CRM's database, as the service spells it.
import { fromPostgresText } from "../../shared/instant.js";
import { askColumns, isBehindPosition } from "../../sources/kit/ask-rows.js";
import type { ReadOptions } from "../../sources/kit/define-source.js";
import type { PostgresClient } from "../../sources/kit/postgres-client.js";

const columns = "cust_no, cntct_no, cmpgn_nm, offer_nm, chnl_cd, try_no, rslt_cd, cntct_dtm";

/** The table with the number that its changes are followed by. */
export const contactTable = { name: "scan-contacts", table: "cmpgn_cntct", number: "seq", columns };

/** `columns` behind a number: that of the ask, or of the change. */
export type ContactRow = readonly [
  number: number | string,
  customerNo: string,
  contactNo: string,
  campaign: string | null,
  offer: string | null,
  channelCode: string | null,
  tryNo: number,
  resultCode: string,
  time: string,
];

/** Exported for the test that looks at its plan. */
export const contactsStatement = {
  name: "contacts",
  text: `
    select ask.n, found.*
    from json_to_recordset($1) as ask(${askColumns})
    cross join lateral (
      select ${columns} from cmpgn_cntct
      where cust_no = ask.value and ${isBehindPosition("cntct_dtm", "cntct_no")} and rslt_cd = any($2)
      order by cntct_dtm desc, cntct_no desc limit ask.size
    ) found`,
};

/** One contact by its number. */
export async function findContact(
  client: PostgresClient,
  contactNo: string,
  options: ReadOptions,
): Promise<object | undefined> {
  const statement = { name: "contact", text: `select 0, ${columns} from cmpgn_cntct where cntct_no = $1` };
  const [row] = await client.query<ContactRow>(statement, [contactNo], options);
  return row && toContact(row);
}

/** A contact as the service spells it. */
export function toContact(row: ContactRow): object {
  const [, customerNo, contactNo, campaign, offer, channelCode, tryNo, resultCode, time] = row;
  const contactedAt = fromPostgresText(time);
  return { contactNo, customerNo, campaign, offer, channelCode, tryNo, resultCode, contactedAt };
}
