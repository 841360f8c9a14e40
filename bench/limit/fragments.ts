// The parts of the hand-written statements: how each kind of record is found and what JSON is made of it. PostgreSQL writes
// the JSON itself; nothing else touches it on its way out.
import { purposeCodesByCategory } from "../../src/sources/transfers/purpose-category.js";

/** Separates the values of a list inside one text parameter. */
export const listSeparator = "\u001f";

/** Category by purpose code, as a JSON text. */
export const categoryByCode = JSON.stringify(
  Object.fromEntries(
    Object.entries(purposeCodesByCategory).flatMap(([category, codes]) =>
      codes.map((code) => [code, category]),
    ),
  ),
);

/** SQL of a booking's category. */
export const categorySql = `case when purp_cd <> '' then coalesce('${categoryByCode}'::jsonb ->> purp_cd, 'OTHER') end`;

/** SQL of a profile's telephone number as E.164. */
export const phoneSql = String.raw`case when hp_no like '+%' then '+' else '+82' end
  || substr(regexp_replace(hp_no, '\D', '', 'g'), case when hp_no like '+%' then 1 else 2 end)`;

/** SQL of the link `link` being the sole holder's: nobody else holds the identity, or only this holder is verified. */
export const isSoleHolderSql = `not exists (
  select from identity_link other
  where other.namespace = link.namespace and other.value = link.value and other.customer_id <> link.customer_id
    and (other.verified or not link.verified))`;

/** What an operation shows of each kind of record; SQL expressions by the names of the fields. */
export interface Shape {
  readonly profile: string;
  readonly webEvent: string;
  readonly transfer: string;
  readonly consultation: string;
  readonly webEvents: number;
  readonly transfers: number;
  readonly consultations: number;
}

const money = `json_build_object('amount', txn_amt::text, 'currency', crcy_cd)`;
const name = `coalesce(cust_nm, cust_eng_nm)`;

/** agent-screen */
export const screenShape: Shape = {
  profile: `json_build_object('displayName', ${name}, 'email', email_addr, 'phone', ${phoneSql}, 'tier', grade_nm,
    'branch', brnch_nm, 'address', case when coalesce(zip_cd, sido_nm, addr_dtl) is not null
      then json_build_object('locality', sido_nm, 'country', ntn_cd) end, 'joinedAt', join_dtm)`,
  webEvent: `json_build_object('id', 'web_' || hit_id, 'type', upper(hit_tp), 'name', hit_nm, 'url', url,
    'device', dvc_tp, 'sessionId', ssn_id, 'occurredAt', hit_ts)`,
  transfer: `json_build_object('id', 'trf_' || txn_no, 'direction', case dc_cd when 'C' then 'CREDIT' else 'DEBIT' end,
    'amount', ${money}, 'counterparty', cntr_nm, 'category', ${categorySql}, 'bookedAt', book_ts)`,
  consultation: `json_build_object('id', 'csl_' || cnslt_no, 'channel', chnl_cd, 'topic', topic_nm, 'agentId', agnt_id,
    'outcome', rslt_nm, 'startedAt', strt_ts, 'endedAt', end_ts)`,
  webEvents: 20,
  transfers: 20,
  consultations: 10,
};

/** customer-page */
export const pageShape: Shape = {
  profile: `json_build_object('displayName', ${name}, 'tier', grade_nm)`,
  webEvent: `json_build_object('id', 'web_' || hit_id, 'name', hit_nm, 'url', url, 'occurredAt', hit_ts)`,
  transfer: `json_build_object('id', 'trf_' || txn_no, 'direction', case dc_cd when 'C' then 'CREDIT' else 'DEBIT' end,
    'amount', ${money}, 'bookedAt', book_ts)`,
  consultation: `json_build_object('id', 'csl_' || cnslt_no, 'topic', topic_nm, 'startedAt', strt_ts)`,
  webEvents: 3,
  transfers: 3,
  consultations: 1,
};

/** customer-name */
export const nameProfile = `json_build_object('displayName', ${name})`;

/** How a kind of record is found: by lists of keys, each a table with the columns `k` and `v` (kind and value). */
interface Finding {
  readonly table: string;
  readonly order: string;
  /** The condition for each kind of key; `key.v` is its value. */
  readonly conditions: Readonly<Record<string, string>>;
}

const findings = {
  webEvent: {
    table: "hit",
    order: "hit_ts desc, hit_id desc",
    conditions: {
      LOGIN_ID: "login_id = key.v",
      ANONYMOUS_ID: "vst_id = key.v and login_id is null",
    },
  },
  transfer: {
    table: "txn",
    order: "book_ts desc, txn_no desc",
    conditions: { ACCOUNT_ID: "acct_no = key.v" },
  },
  consultation: {
    table: "cnslt",
    order: "strt_ts desc, cnslt_no desc",
    conditions: { CRM_ID: "cust_no = key.v", PHONE: "tel_no = key.v and cust_no is null" },
  },
} as const satisfies Record<string, Finding>;

/** A kind of record that is listed newest first. */
export type ListedKind = keyof typeof findings;

/** SQL of a connection's JSON; `toKeys` gives the rows `key(v)` of a kind of key. */
export function edgesSql(
  kind: ListedKind,
  node: string,
  limit: number,
  toKeys: (namespace: string) => string,
): string {
  const { table, order, conditions }: Finding = findings[kind];
  const lists = Object.entries(conditions).map(
    ([namespace, condition]) => `(select found.* from (${toKeys(namespace)}) key cross join lateral (
      select * from ${table} where ${condition} order by ${order} limit ${String(limit)}) found)`,
  );
  const found = lists.length === 1 ? (lists[0] ?? "") : `(${lists.join(" union all ")})`;
  return `(select json_build_object('edges', coalesce(json_agg(json_build_object('node', ${node})), '[]'))
    from (select * from ${found} record order by ${order} limit ${String(limit)}) record)`;
}
