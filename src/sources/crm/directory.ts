// The customer master as a list that can be searched: customer numbers, in their own order.
import { findPhoneE164 } from "../../domains/identity/identity.js";
import type { Directory, DirectoryFilter } from "../kit/define-source.js";
import type { PostgresClient } from "../kit/postgres-client.js";

/** Customer numbers that fit the filter, after `afterCrmId`. */
export const listCrmIds: Directory<PostgresClient> = async (
  client,
  { filter, limit, afterCrmId },
  options,
) => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${String(values.push(value))}`;
  const conditions = toConditions(filter, bind);
  if (afterCrmId !== undefined) conditions.push(`cust_no > ${bind(afterCrmId)}`);
  const text = `
    select cust_no from cust_mst
    where ${["true", ...conditions].join(" and ")}
    order by cust_no limit ${bind(limit)}`;
  // Without a name: there are as many statements as ways to search.
  const rows = await client.query<readonly [string]>({ text }, values, options);
  return rows.map(([customerNumber]) => customerNumber);
};

/** Keeps a value and answers its parameter in the statement. */
type Bind = (value: unknown) => string;

function toConditions(filter: DirectoryFilter, bind: Bind): string[] {
  const conditions: string[] = [];
  const query = filter.query?.normalize("NFC").trim() ?? "";
  if (query !== "") conditions.push(toQueryCondition(query, bind));
  if (filter.tiers) conditions.push(`grade_nm = any(${bind(filter.tiers)})`);
  if (filter.branches) conditions.push(`brnch_nm = any(${bind(filter.branches)})`);
  return conditions;
}

function toQueryCondition(query: string, bind: Bind): string {
  if (query.includes("@")) return `lower(email_addr) like ${bind(`${toPattern(query.toLowerCase())}%`)}`;
  if (phoneLike.test(query) && toDigits(query).length >= minPhoneDigits) return toPhoneCondition(query, bind);
  return toNameCondition(query, bind);
}

const phoneLike = /^\+?[\d\s().-]+$/;
const minPhoneDigits = 4;
/** The expression of the index. */
const phoneDigits = String.raw`regexp_replace(hp_no, '\D', '', 'g')`;

/** A whole number in any spelling, or some digits in a row, such as the last four. */
function toPhoneCondition(query: string, bind: Bind): string {
  // Digits that begin in the middle of a number could be read as another, shorter number.
  const e164 = /^[+0]/.test(query) ? findPhoneE164(query) : undefined;
  if (e164?.startsWith("+82") === true) {
    const significant = e164.slice(3);
    return `${phoneDigits} = any(${bind([`0${significant}`, `82${significant}`, `820${significant}`])})`;
  }
  return `${phoneDigits} like ${bind(`%${toDigits(query)}%`)}`;
}

/** The expression of the index. */
const names = "(coalesce(cust_nm, '') || ' ' || coalesce(cust_eng_nm, ''))";
const hangul = /\p{Script=Hangul}/u;

/** Every word must occur. Korean names are written with and without a space between family and given name. */
function toNameCondition(query: string, bind: Bind): string {
  const words = query.split(/\s+/).map((word) => `${names} ilike ${bind(`%${toPattern(word)}%`)}`);
  const everyWord = `(${words.join(" and ")})`;
  if (!hangul.test(query))
    return `(${everyWord} or lower(email_addr) like ${bind(`${toPattern(query.toLowerCase())}%`)})`;
  const joined = bind(`%${toPattern(query.replace(/\s+/g, ""))}%`);
  return `(${everyWord} or replace(cust_nm, ' ', '') ilike ${joined})`;
}

function toDigits(text: string): string {
  return text.replace(/\D/g, "");
}

/** What a user types is never a wildcard. */
function toPattern(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`);
}
