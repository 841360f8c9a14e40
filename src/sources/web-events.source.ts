// The web and app analytics store: table `hit`. A hit belongs to a login when somebody was logged in, otherwise to a cookie.
import { z } from "zod";
import { defineSource } from "./kit/define-source.js";
import { createPostgresClient } from "./kit/postgres-client.js";
import { postgresUrl } from "./kit/postgres-settings.js";
import { findLatestPosition } from "./kit/scan-rows.js";
import { pingPostgres } from "./kit/ping-postgres.js";
import { hitTable, readHits, readHitsByIds, scanHits } from "./web-events/hits.js";
import { shapedHits } from "./web-events/shaped-hits.js";
import { scanVisitors } from "./web-events/visitors.js";

/** What people do on the website and in the app. */
export const webEvents = defineSource({
  name: "web-events",
  settings: z.object({ WEB_EVENTS_URL: postgresUrl("Database of the web and app events") }),
  connect: ({ WEB_EVENTS_URL }) => createPostgresClient(WEB_EVENTS_URL),
  close: (client) => client.close(),
  ping: pingPostgres,
  facets: { webEvents: { read: readHits, readByIds: readHitsByIds, shaped: shapedHits } },
  identities: scanVisitors,
  latestChangePosition: (client, options) => findLatestPosition(client, hitTable, options),
  changes: scanHits,
});
