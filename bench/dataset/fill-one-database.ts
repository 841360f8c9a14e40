// The database in which all sources and the store's knowledge stand side by side. Its rows are the same as those of the
// separate databases: the sources' are drawn again from the same seed, the store's are read through its own ports.
import { readFile } from "node:fs/promises";
import type { Client } from "pg";
import { copyValues } from "../../src/demo/bank/copy-rows.js";
import { categoryByCode } from "../limit/fragments.js";
import type { Population } from "../../src/demo/bank/population/build-population.js";
import { createStore } from "../../src/store/create-store.js";
import { benchCipher } from "./bench-keys.js";
import type { DataSetSize } from "./data-set-size.js";
import type { ReportShare } from "./insert-in-parts.js";
import { fillSource, sourceParts } from "./source-parts.js";

/** Text files of the database's own tables and views, in this order. */
const schemaFiles = ["one-database.sql", "one-database-indexes.sql", "one-database-api.sql"] as const;

/** Their texts. */
export function readOneDatabaseSchema(): Promise<readonly string[]> {
  return Promise.all(schemaFiles.map((file) => readFile(new URL(file, import.meta.url), "utf8")));
}

/** Fills the database; `storeUrl` is the gateway's own, filled already. */
export async function fillOneDatabase(
  client: Client,
  storeUrl: string,
  population: Population,
  size: DataSetSize,
  report: ReportShare,
): Promise<void> {
  const total = sourceParts.reduce((sum, part) => sum + part.rows(size), 0) + size.customers;
  let finished = 0;
  for (const part of sourceParts) {
    const rows = part.rows(size);
    await fillSource(client, part, population, size, (done, of) => {
      report(finished + Math.floor((rows * done) / of), total);
    });
    finished += rows;
  }
  const [tables, ...rest] = await readOneDatabaseSchema();
  await client.query(tables ?? "");
  await copyStore(client, storeUrl, (done) => {
    report(finished + Math.min(done, size.customers - 1), total);
  });
  for (const text of rest) await client.query(text.replace("${categoryByCode}", categoryByCode));
  report(total, total);
}

const partCustomers = 1_000;

async function copyStore(client: Client, storeUrl: string, report: (done: number) => void): Promise<void> {
  const store = await createStore({ url: storeUrl, cipher: benchCipher });
  try {
    let afterId: string | undefined;
    for (let done = 0; ;) {
      const customers = await store.identities.listCustomers({
        limit: partCustomers,
        ...(afterId !== undefined && { afterId }),
      });
      const ids = customers.map(({ id }) => id);
      const [links, consents] = await Promise.all([
        store.identities.loadLinks(ids),
        store.consents.loadPresent(ids),
      ]);
      await copyValues(
        client,
        "customer",
        ["id", "crm_id"],
        customers.map(({ id, crmId }) => [id, crmId]),
      );
      await copyValues(
        client,
        "identity_link",
        ["customer_id", "n", "namespace", "value", "verified"],
        ids.flatMap((id) =>
          (links.get(id) ?? []).map(({ namespace, value, verified }, n) => [
            id,
            n,
            namespace,
            value,
            verified,
          ]),
        ),
      );
      await copyValues(
        client,
        "consent",
        ["customer_id", "n", "purpose", "channel", "state", "valid_until"],
        // A consent for the night is no answer to what the operations ask, which is about the day.
        ids.flatMap((id) =>
          (consents.get(id) ?? [])
            .filter(({ night }) => !night)
            .map(({ purpose, channel, state, validUntil }, n) => [
              id,
              n,
              purpose,
              channel,
              state,
              validUntil,
            ]),
        ),
      );
      done += customers.length;
      report(done);
      afterId = ids.at(-1);
      if (customers.length < partCustomers) return;
    }
  } finally {
    await store.close();
  }
}
