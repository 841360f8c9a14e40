// The bank's CRM: the customer master (`cust_mst`).
import { z } from "zod";
import { listCrmIds } from "./crm/directory.js";
import { replicatedMasters, scanMasters } from "./crm/masters.js";
import { profileTable, readProfiles, replicatedProfiles, scanProfiles } from "./crm/profiles.js";
import { defineSource } from "./kit/define-source.js";
import { pingPostgres } from "./kit/ping-postgres.js";
import { createPostgresClient } from "./kit/postgres-client.js";
import { postgresUrl } from "./kit/postgres-settings.js";
import { findLatestPosition } from "./kit/scan-rows.js";

/** Who the customers are. */
export const crm = defineSource({
  name: "crm",
  settings: z.object({ CRM_URL: postgresUrl("Database of the CRM") }),
  connect: ({ CRM_URL }) => createPostgresClient(CRM_URL),
  close: (client) => client.close(),
  ping: pingPostgres,
  facets: { profile: readProfiles },
  identities: scanMasters,
  latestChangePosition: (client, options) => findLatestPosition(client, profileTable, options),
  changes: scanProfiles,
  replication: {
    databaseUrl: ({ CRM_URL }) => CRM_URL,
    tables: [replicatedMasters, replicatedProfiles],
  },
  directory: listCrmIds,
});
