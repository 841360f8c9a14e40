// Fills the gateway's own database with what the bank's customers have agreed to and how they want to be contacted.
import { Client } from "pg";
import { copyValues } from "./copy-rows.js";
import {
  buildConsentRows,
  consentPresentColumns,
  consentRecordColumns,
  toCustomerId,
} from "./gateway/consent-rows.js";
import {
  preferencesColumns,
  preferencesRows,
  preferencesVersionColumns,
  preferencesVersionRows,
} from "./gateway/preferences-rows.js";
import { buildPopulation } from "./population/build-population.js";
import { showcase } from "./showcase.js";

/** Whose consents are drawn; the same values as for the bank give its customers. */
export interface SeedGatewayOptions {
  /** The gateway's database, with its tables. */
  readonly url: string;
  readonly customers?: number;
  readonly seed?: number;
  readonly until: Date;
}

/**
 * Writes consents and preferences in one transaction; a database that has them already is left as it is. Customers need
 * not be there yet: their ids follow from their customer numbers.
 */
export async function seedGateway(options: SeedGatewayOptions): Promise<void> {
  const { url, customers = 2_000, seed = 1, until } = options;
  const population = buildPopulation(customers, seed, until);
  const client = new Client({ connectionString: url, application_name: "bank-seed" });
  await client.connect();
  try {
    await client.query("begin");
    const present = await client.query("select 1 from consent_present where customer_id = $1 limit 1", [
      toCustomerId(showcase.minjun.custNo),
    ]);
    if (present.rowCount === 0) {
      const consents = buildConsentRows(population);
      await copyValues(client, "consent_record", consentRecordColumns, consents.records);
      await copyValues(client, "consent_present", consentPresentColumns, consents.present);
      await copyValues(client, "preferences", preferencesColumns, preferencesRows(population));
      await copyValues(
        client,
        "preferences_version",
        preferencesVersionColumns,
        preferencesVersionRows(population),
      );
    }
    await client.query("commit");
    await client.query("analyze consent_record, consent_present, preferences, preferences_version");
  } finally {
    await client.end();
  }
}
