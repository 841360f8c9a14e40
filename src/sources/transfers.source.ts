// Core banking: bookings (`txn`) on accounts, and the parties of each account (`acct_pty`).
import { z } from "zod";
import { defineSource } from "./kit/define-source.js";
import { pingPostgres } from "./kit/ping-postgres.js";
import { createPostgresClient } from "./kit/postgres-client.js";
import { postgresUrl } from "./kit/postgres-settings.js";
import { findLatestPosition } from "./kit/scan-rows.js";
import {
  bookingTable,
  readBookings,
  readBookingsByIds,
  replicatedBookings,
  scanBookings,
} from "./transfers/bookings.js";
import { shapedBookings } from "./transfers/shaped-bookings.js";
import { replicatedParties, scanParties } from "./transfers/parties.js";

/** Money in and out of the customers' accounts. */
export const transfers = defineSource({
  name: "transfers",
  settings: z.object({ TRANSFERS_URL: postgresUrl("Database of core banking: accounts and bookings") }),
  connect: ({ TRANSFERS_URL }) => createPostgresClient(TRANSFERS_URL),
  close: (client) => client.close(),
  ping: pingPostgres,
  facets: { transfers: { read: readBookings, readByIds: readBookingsByIds, shaped: shapedBookings } },
  identities: scanParties,
  latestChangePosition: (client, options) => findLatestPosition(client, bookingTable, options),
  changes: scanBookings,
  replication: {
    databaseUrl: ({ TRANSFERS_URL }) => TRANSFERS_URL,
    tables: [replicatedParties, replicatedBookings],
  },
});
