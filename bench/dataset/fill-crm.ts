// Rows of the CRM: the people of the demo bank. Nobody was contacted by a campaign; no measured operation reads contacts.
import type { Client } from "pg";
import { copyRows } from "../../src/demo/bank/copy-rows.js";
import { customerRows, holdingRows } from "../../src/demo/bank/crm/customer-rows.js";
import type { Population } from "../../src/demo/bank/population/build-population.js";
import type { ReportShare } from "./insert-in-parts.js";

/** Fills `cust_mst` and `prd_hold`. */
export async function fillCrm(
  client: Client,
  population: Population,
  _rows: number,
  report: ReportShare,
): Promise<void> {
  await copyRows(client, "cust_mst", customerRows(population));
  report(1, 2);
  await copyRows(client, "prd_hold", holdingRows(population));
  report(2, 2);
}
