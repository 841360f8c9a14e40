// Who appears in the live traffic: logins with their devices, accounts and customers, as the source databases have them.
import type { Pool } from "pg";
import { getPlace, places, type Place } from "../catalogue/places.js";
import { listFitting } from "../catalogue/products.js";
import { Random } from "../random.js";
import type { SourceUrls } from "../seed-bank.js";
import { drawInterests, type Visitor } from "../web-events/draw-session.js";
import { unknownLoginPrefix } from "../web-events/hit-rows.js";

/** A connection to each source database. */
export type SourcePools = { readonly [Database in keyof SourceUrls]: Pool };

/** An account on which something can be booked. */
export interface LiveAccount {
  readonly number: string;
  readonly currency: string;
}

/** A customer who can be called or calls. */
export interface LiveCustomer {
  readonly custNo: string;
  readonly phone: string | null;
  readonly age: number;
  readonly language: "ko" | "en";
  readonly place: Place;
}

/** Everybody who appears. */
export interface Cast {
  readonly visitors: readonly Visitor[];
  readonly accounts: readonly LiveAccount[];
  readonly customers: readonly LiveCustomer[];
}

interface VisitorRow {
  login_id: string;
  vst_id: string;
  dvc_id: string | null;
  dvc_tp: string | null;
  chnl: string | null;
  city: string | null;
}

interface CustomerRow {
  cust_no: string;
  hp_no: string | null;
  birth_year: number | null;
  lang_cd: string | null;
  brnch_nm: string | null;
}

/** A few thousand are plenty, however large the databases are. */
const limit = 5_000;

/** Reads the cast. */
export async function loadCast(pools: SourcePools, seed: number, year: number): Promise<Cast> {
  const visitors = await pools.webEvents.query<VisitorRow>(
    `select distinct on (login_id, vst_id) login_id, vst_id, dvc_id, dvc_tp, chnl, city
       from hit where login_id is not null and vst_id is not null and hit_tp = 'identify'
        and not starts_with(login_id, $1)
      order by login_id, vst_id, hit_ts desc limit ${String(limit)}`,
    [unknownLoginPrefix],
  );
  const accounts = await pools.transfers.query<LiveAccount>(
    `select acct_no as number, crcy_cd as currency from acct order by acct_no limit ${String(limit)}`,
  );
  const customers = await pools.crm.query<CustomerRow>(
    `select cust_no, hp_no, case when brth_dt ~ '^[0-9]{8}$' then left(brth_dt, 4)::int end as birth_year, lang_cd, brnch_nm
       from cust_mst where brth_dt is not null order by cust_no limit ${String(limit)}`,
  );
  const random = new Random(`${String(seed)}:cast`);
  return {
    visitors: visitors.rows.map((row) => toVisitor(random, row)),
    accounts: accounts.rows,
    customers: customers.rows.map((row) => toCustomer(random, row, year)),
  };
}

function toVisitor(random: Random, row: VisitorRow): Visitor {
  const kind = row.dvc_tp === "desktop" || row.dvc_tp === "tablet" ? row.dvc_tp : "mobile";
  return {
    login: row.login_id,
    device: {
      visitorId: row.vst_id,
      deviceId: row.dvc_id ?? row.vst_id,
      kind,
      channel: row.chnl === "app" ? "app" : "web",
      system: kind === "desktop" ? "Windows" : "Android",
    },
    city: row.city ?? random.weighted(places).city,
    interests: drawInterests(random, listFitting(random.integer(24, 60))),
  };
}

function toCustomer(random: Random, row: CustomerRow, year: number): LiveCustomer {
  const isOurs = row.brnch_nm !== null && places.some(([place]) => place.branch === row.brnch_nm);
  return {
    custNo: row.cust_no,
    phone: row.hp_no,
    age: row.birth_year === null ? 40 : year - row.birth_year,
    language: row.lang_cd === "en" ? "en" : "ko",
    place: isOurs ? getPlace(row.brnch_nm ?? "") : random.weighted(places),
  };
}
