// The bank's CRM: the customer master (`cust_mst`), what they hold (`prd_hold`), whom marketing contacted (`cmpgn_cntct`).
import { z } from "zod";
import { contactTable, readContacts, readContactsByIds, scanContacts } from "./crm/contacts.js";
import { listCrmIds } from "./crm/directory.js";
import { scanMasters } from "./crm/masters.js";
import { readProducts, readProductsByIds } from "./crm/products.js";
import { readProfiles } from "./crm/profiles.js";
import { defineSource } from "./kit/define-source.js";
import { pingPostgres } from "./kit/ping-postgres.js";
import { createPostgresClient } from "./kit/postgres-client.js";
import { postgresUrl } from "./kit/postgres-settings.js";
import { findLatestPosition } from "./kit/scan-rows.js";

/** Who the customers are, what they hold, and how marketing reached them. */
export const crm = defineSource({
  name: "crm",
  settings: z.object({ CRM_URL: postgresUrl("Database of the CRM") }),
  connect: ({ CRM_URL }) => createPostgresClient(CRM_URL),
  close: (client) => client.close(),
  ping: pingPostgres,
  facets: {
    profile: readProfiles,
    products: { read: readProducts, readByIds: readProductsByIds },
    contacts: { read: readContacts, readByIds: readContactsByIds },
  },
  identities: scanMasters,
  latestChangePosition: (client, options) => findLatestPosition(client, contactTable, options),
  changes: scanContacts,
  directory: listCrmIds,
});
