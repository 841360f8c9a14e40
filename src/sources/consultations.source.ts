// The contact centre: table `cnslt`.
import { z } from "zod";
import {
  consultationTable,
  readConsultations,
  readConsultationsByIds,
  replicatedConsultations,
  scanConsultations,
} from "./consultations/consultations.js";
import { shapedConsultations } from "./consultations/shaped-consultations.js";
import { defineSource } from "./kit/define-source.js";
import { pingPostgres } from "./kit/ping-postgres.js";
import { createPostgresClient } from "./kit/postgres-client.js";
import { postgresUrl } from "./kit/postgres-settings.js";
import { findLatestPosition } from "./kit/scan-rows.js";

/** Conversations between customers and agents. */
export const consultations = defineSource({
  name: "consultations",
  settings: z.object({ CONSULTATIONS_URL: postgresUrl("Database of the contact centre") }),
  connect: ({ CONSULTATIONS_URL }) => createPostgresClient(CONSULTATIONS_URL),
  close: (client) => client.close(),
  ping: pingPostgres,
  facets: {
    consultations: {
      read: readConsultations,
      readByIds: readConsultationsByIds,
      shaped: shapedConsultations,
    },
  },
  latestChangePosition: (client, options) => findLatestPosition(client, consultationTable, options),
  changes: scanConsultations,
  replication: {
    databaseUrl: ({ CONSULTATIONS_URL }) => CONSULTATIONS_URL,
    tables: [replicatedConsultations],
  },
});
