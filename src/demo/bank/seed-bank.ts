// Fills the four source databases with the bank, each in one transaction, side by side.
import { Client } from "pg";
import type { BankProgress, BankUrls } from "../demo-bank.js";
import { contactRows } from "./crm/contact-rows.js";
import { customerRows, holdingRows } from "./crm/customer-rows.js";
import { consultationRows } from "./consultations/consultation-rows.js";
import { copyRows } from "./copy-rows.js";
import { buildPopulation, type Population } from "./population/build-population.js";
import { toCifNo } from "./population/person.js";
import { showcase } from "./showcase.js";
import { accountPartyRows, accountRows } from "./transfers/account-rows.js";
import { bookingRows } from "./transfers/booking-rows.js";
import { hitRows } from "./web-events/hit-rows.js";

/** Connection URLs of the source databases. */
export type SourceUrls = Omit<BankUrls, "gateway">;

/** How far a database is; `done` and `total` count customers. */
export interface SeedProgress extends BankProgress {
  readonly database: keyof SourceUrls;
}

/** What to fill and with whom. */
export interface SeedBankOptions {
  /** The databases, each with its schema. */
  readonly urls: SourceUrls;
  readonly customers?: number;
  readonly seed?: number;
  /** End of the twelve months. */
  readonly until: Date;
  readonly onProgress?: (progress: SeedProgress) => void;
}

type Report = (done: number) => void;

interface Filling {
  readonly step: string;
  /** Answers a row when the bank is already there. */
  readonly probe: readonly [statement: string, value: string];
  readonly tables: readonly string[];
  readonly fill: (client: Client, population: Population, report: Report) => Promise<void>;
}

const fillings: { readonly [Database in keyof SourceUrls]: Filling } = {
  crm: {
    step: "Customers and campaigns",
    probe: ["select 1 from cust_mst where cust_no = $1", showcase.minjun.custNo],
    tables: ["cust_mst", "prd_hold", "cmpgn_cntct"],
    fill: async (client, population, report) => {
      await copyRows(client, "cust_mst", customerRows(population));
      await copyRows(client, "prd_hold", holdingRows(population));
      await copyRows(client, "cmpgn_cntct", contactRows(population, report));
    },
  },
  webEvents: {
    step: "Web and app events",
    probe: ["select 1 from hit where login_id = $1 limit 1", showcase.minjun.login],
    tables: ["hit"],
    fill: async (client, population, report) => {
      await copyRows(client, "hit", hitRows(population, report));
    },
  },
  transfers: {
    step: "Accounts and transfers",
    probe: ["select 1 from acct_pty where cif_no = $1 limit 1", toCifNo(showcase.minjun.custNo)],
    tables: ["acct", "acct_pty", "txn"],
    fill: async (client, population, report) => {
      await copyRows(client, "acct", accountRows(population));
      await copyRows(client, "acct_pty", accountPartyRows(population));
      await copyRows(client, "txn", bookingRows(population, report));
    },
  },
  consultations: {
    step: "Consultations",
    probe: ["select 1 from cnslt where cust_no = $1 limit 1", showcase.minjun.custNo],
    tables: ["cnslt"],
    fill: async (client, population, report) => {
      await copyRows(client, "cnslt", consultationRows(population, report));
    },
  },
};

/**
 * Fills the source databases; a database that has the bank already is left as it is, so that an interrupted seed can be
 * run again. The same `customers`, `seed` and `until` give the same rows.
 */
export async function seedBank(options: SeedBankOptions): Promise<void> {
  const { urls, customers = 2_000, seed = 1, until, onProgress } = options;
  const population = buildPopulation(customers, seed, until);
  const databases = Object.keys(fillings) as (keyof SourceUrls)[];
  // One database waits for its server while the next row of another is drawn.
  await Promise.all(
    databases.map((database) =>
      fillDatabase(urls[database], fillings[database], population, (done) =>
        onProgress?.({ step: fillings[database].step, database, done, total: customers }),
      ),
    ),
  );
}

async function fillDatabase(
  url: string,
  filling: Filling,
  population: Population,
  report: Report,
): Promise<void> {
  const client = new Client({ connectionString: url, application_name: "bank-seed" });
  await client.connect();
  try {
    await client.query("begin");
    const [statement, value] = filling.probe;
    const present = await client.query(statement, [value]);
    if (present.rowCount === 0) await filling.fill(client, population, report);
    await client.query("commit");
    if (present.rowCount === 0) await client.query(`analyze ${filling.tables.join(", ")}`);
    report(population.people.length);
  } finally {
    await client.end();
  }
}
