// What the peers read, in batches: prepared statements over the database in which everything stands, rows as arrays, lists
// cut in SQL. This is what their documentation calls for, and more than most who use them do.
import { Pool, types } from "pg";
import { readDatabaseUrl } from "../contenders/contender-process.js";
import { categorySql, isSoleHolderSql, phoneSql } from "../limit/fragments.js";

/** A customer as the peers' resolvers hand it on. */
export interface CustomerRow {
  /** With its prefix, as the API shows it. */
  readonly id: string;
  readonly key: string;
  readonly crmId: string | null;
}

/** A list of a customer. */
export interface ListAsk {
  readonly key: string;
  readonly first: number;
}

type Value = string | null;
type Row = readonly Value[];
type Batch<Key, Found> = (keys: readonly Key[]) => Promise<readonly Found[]>;

const texts = new Set<number>([types.builtins.TIMESTAMPTZ, types.builtins.INT8, types.builtins.NUMERIC]);
const pool = new Pool({
  connectionString: readDatabaseUrl("one"),
  options: "-c timezone=UTC",
  max: 10,
  types: {
    getTypeParser: ((oid: number): unknown =>
      texts.has(oid) ? (text: string) => text : types.getTypeParser(oid)) as typeof types.getTypeParser,
  },
});
pool.on("error", () => undefined);

async function query(name: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
  const { rows } = await pool.query<Value[]>({ name, text, values: [...values], rowMode: "array" });
  return rows;
}

/** PostgreSQL's text of a time as RFC 3339. */
function toTime(text: Value | undefined): string | null {
  return typeof text === "string" ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : null;
}

/** The key of a customer's id; the prefix is not the peers' business. */
export function toKey(id: string): string {
  return id.slice("cus_".length);
}

function toCustomer([key, crmId]: Row): CustomerRow {
  return { id: `cus_${key ?? ""}`, key: key ?? "", crmId: crmId ?? null };
}

/** Customers by key. */
export const loadCustomers: Batch<string, CustomerRow | null> = async (keys) => {
  const rows = await query("customers", "select id::text, crm_id from customer where id = any($1::uuid[])", [
    keys,
  ]);
  const found = new Map(rows.map((row) => [row[0], toCustomer(row)]));
  return keys.map((key) => found.get(key) ?? null);
};

/** A page of customers, with one more than asked for. */
export async function listCustomers(
  first: number,
  after: string | null | undefined,
): Promise<readonly CustomerRow[]> {
  const rows = await query(
    "customer-page",
    "select id::text, crm_id from customer where $1::uuid is null or id > $1 order by id limit $2",
    [after ?? null, first + 1],
  );
  return rows.map(toCustomer);
}

/** Profiles by customer number. */
export const loadProfiles: Batch<string | null, object | null> = async (crmIds) => {
  const rows = await query(
    "profiles",
    `select cust_no, coalesce(cust_nm, cust_eng_nm), email_addr, ${phoneSql}, grade_nm, brnch_nm, zip_cd, sido_nm, addr_dtl,
      ntn_cd, join_dtm from cust_mst where cust_no = any($1)`,
    [crmIds],
  );
  const found = new Map(
    rows.map(([crmId, displayName, email, phone, tier, branch, zip, locality, street, country, joinedAt]) => [
      crmId,
      {
        displayName,
        email,
        phone,
        tier,
        branch,
        address: (zip ?? locality ?? street) === null ? null : { locality, country },
        joinedAt: toTime(joinedAt),
      },
    ]),
  );
  return crmIds.map((crmId) => found.get(crmId) ?? null);
};

/** Identities by customer. */
export const loadIdentities: Batch<string, readonly object[]> = async (keys) =>
  group(
    keys,
    await query(
      "identities",
      `select ask.n, namespace, value, verified from unnest($1::uuid[]) with ordinality ask(id, n)
        join identity_link link on link.customer_id = ask.id order by ask.n, link.n`,
      [keys],
    ),
    ([, namespace, value, verified]) => ({ namespace, value, verified }),
  );

/** Present consents by customer. */
export const loadConsents: Batch<string, readonly object[]> = async (keys) => {
  const now = Date.now();
  return group(
    keys,
    await query(
      "consents",
      `select ask.n, purpose, channel, state, valid_until from unnest($1::uuid[]) with ordinality ask(id, n)
        join consent on consent.customer_id = ask.id order by ask.n, consent.n`,
      [keys],
    ),
    ([, purpose, channel, state, validUntil]) => {
      const isGiven = state === "GIVEN" || state === "RENEWED";
      const until = toTime(validUntil);
      const isOver = until !== null && Date.parse(until) <= now;
      return {
        purpose,
        channel,
        state: isGiven && isOver ? "EXPIRED" : state,
        validForProcessing: isGiven && !isOver,
      };
    },
  );
};

function listText(table: string, columns: string, order: string, finders: readonly string[]): string {
  const lists = finders.map(
    (finder) => `(select found.* from identity_link link cross join lateral (
      select * from ${table} where ${finder} order by ${order} limit ask.size) found
      where link.customer_id = ask.id and ${finderConditions.get(finder) ?? ""})`,
  );
  return `select ask.n, ${columns} from unnest($1::uuid[], $2::int[]) with ordinality ask(id, size, n)
    cross join lateral (select * from (${lists.join(" union all ")}) record order by ${order} limit ask.size) record`;
}

const finderConditions = new Map([
  ["login_id = link.value", "link.namespace = 'LOGIN_ID'"],
  ["vst_id = link.value and login_id is null", `link.namespace = 'ANONYMOUS_ID' and ${isSoleHolderSql}`],
  ["acct_no = link.value", "link.namespace = 'ACCOUNT_ID'"],
  ["cust_no = link.value", "link.namespace = 'CRM_ID'"],
  [
    "tel_no = case when link.value like '+82%' then '0' || substr(link.value, 4) else link.value end and cust_no is null",
    `link.namespace = 'PHONE' and ${isSoleHolderSql}`,
  ],
]);
const finders = [...finderConditions.keys()];

function listOf(
  name: string,
  text: string,
  toRecord: (row: Row) => object,
): Batch<ListAsk, { readonly edges: readonly { readonly node: object }[] }> {
  return async (asks) => {
    const keys = asks.map(({ key }) => key);
    const rows = await query(name, text, [keys, asks.map(({ first }) => first)]);
    return group(keys, rows, (row) => ({ node: toRecord(row) })).map((edges) => ({ edges }));
  };
}

/** Web events by customer, newest first. */
export const loadWebEvents = listOf(
  "web-events",
  listText(
    "hit",
    "hit_id, hit_tp, hit_nm, url, dvc_tp, ssn_id, hit_ts",
    "hit_ts desc, hit_id desc",
    finders.slice(0, 2),
  ),
  ([, id, type, name, url, device, sessionId, time]) => ({
    id: `web_${id ?? ""}`,
    type: type?.toUpperCase(),
    name,
    url,
    device,
    sessionId,
    occurredAt: toTime(time),
  }),
);

/** Transfers by customer, newest first. */
export const loadTransfers = listOf(
  "transfers",
  listText(
    "txn",
    `txn_no, dc_cd, txn_amt, crcy_cd, cntr_nm, ${categorySql}, book_ts`,
    "book_ts desc, txn_no desc",
    finders.slice(2, 3),
  ),
  ([, id, side, amount, currency, counterparty, category, time]) => ({
    id: `trf_${id ?? ""}`,
    direction: side === "C" ? "CREDIT" : "DEBIT",
    amount: { amount, currency },
    counterparty,
    category,
    bookedAt: toTime(time),
  }),
);

/** Consultations by customer, newest first. */
export const loadConsultations = listOf(
  "consultations",
  listText(
    "cnslt",
    "cnslt_no, chnl_cd, topic_nm, agnt_id, rslt_nm, strt_ts, end_ts",
    "strt_ts desc, cnslt_no desc",
    finders.slice(3),
  ),
  ([, id, channel, topic, agentId, outcome, startedAt, endedAt]) => ({
    id: `csl_${id ?? ""}`,
    channel,
    topic,
    agentId,
    outcome,
    startedAt: toTime(startedAt),
    endedAt: toTime(endedAt),
  }),
);

/** Puts rows, which begin with the number of their key, into a list for each key. */
function group<Item>(keys: readonly string[], rows: readonly Row[], toItem: (row: Row) => Item): Item[][] {
  const lists: Item[][] = keys.map(() => []);
  for (const row of rows) lists[Number(row[0]) - 1]?.push(toItem(row));
  return lists;
}
