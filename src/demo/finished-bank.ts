// The mark of a bank that is whole. It stands in the same server as the bank, so both are durable or neither is.
import { z } from "zod";
import { OperatorError } from "../shared/operator-error.js";
import { fingerprintSchemas, withClient } from "./create-bank-databases.js";
import type { BankContents } from "./demo-bank.js";

const rowsSchema = z.array(
  z.object({ customers: z.number(), seed: z.number(), until: z.date(), schemas: z.string() }),
);

/** The seed of the finished bank; undefined when there is none. Throws OperatorError when it is of other schemas. */
export async function findFinishedBank(adminUrl: string): Promise<BankContents | undefined> {
  const [row] = await withClient(adminUrl, async (client) => {
    const table = await client.query("select 1 from pg_tables where tablename = 'finished_bank'");
    if (table.rowCount === 0) return [];
    const { rows } = await client.query("select customers, seed, until, schemas from finished_bank");
    return rowsSchema.parse(rows);
  });
  if (row && row.schemas !== (await fingerprintSchemas())) {
    throw new OperatorError(
      "The demo bank in DATA_DIR was made by another version, with other tables. " +
        "Remove the folder to get a new bank, or set another DATA_DIR.",
    );
  }
  return row;
}

/** Marks the bank as whole. */
export async function markBankFinished(adminUrl: string, bank: BankContents): Promise<void> {
  const schemas = await fingerprintSchemas();
  await withClient(adminUrl, async (client) => {
    await client.query("begin");
    await client.query(
      "create table if not exists finished_bank (customers int, seed int, until timestamptz, schemas text)",
    );
    await client.query("delete from finished_bank");
    await client.query("insert into finished_bank values ($1, $2, $3, $4)", [
      bank.customers,
      bank.seed,
      bank.until,
      schemas,
    ]);
    await client.query("commit");
  });
}
