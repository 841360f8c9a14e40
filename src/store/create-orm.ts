// The one place that configures MikroORM. It owns every connection to the store: the pool, transactions, migrations.
import { Migrator } from "@mikro-orm/migrations";
import { MikroORM, type PostgreSqlConnection } from "@mikro-orm/postgresql";
import { allMigrations } from "../../migrations/all-migrations.js";
import { breakWhenSilent } from "../shared/break-when-silent.js";
import { allEntities } from "./entities/all-entities.js";
import { eventHorizon } from "./entities/event-horizon.js";

/** Where the store is. */
export interface OrmSettings {
  readonly url: string;
  /** Most connections at a time, 10 by default. */
  readonly maxConnections?: number;
  /** How long the database may be silent over a statement, 15 s by default. */
  readonly silenceMs?: number;
  /** Whether statements are under way that may take as long as they like. */
  readonly isPatient?: () => boolean;
}

type Pool = Awaited<ReturnType<PostgreSqlConnection["getNativeClient"]>>;

/** Answers an ORM that connects with its first query. */
export async function createOrm(settings: OrmSettings): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl: settings.url,
    entities: allEntities,
    routines: [eventHorizon],
    extensions: [Migrator],
    // Answers of the store must not change with the server's settings; a transaction that hangs must not hold its locks.
    driverOptions: {
      application_name: "customer-360-gateway",
      options: "-c timezone=UTC -c idle_in_transaction_session_timeout=30000",
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      onPoolCreated: (pool: Pool) =>
        pool.on("connect", (client) => breakWhenSilent(client, settings.silenceMs, settings.isPatient)),
    },
    pool: { min: 0, max: settings.maxConnections ?? 10 },
    migrations: {
      migrationsList: allMigrations,
      tableName: "migration",
      snapshot: false,
      disableForeignKeys: false,
    },
    // The tables of graphile-worker are its own: they are no difference between entities and database.
    schemaGenerator: { ignoreSchema: ["graphile_worker"] },
    // Whoever gives the URL makes the database; without this, opening would already ask it.
    ensureDatabase: false,
    // Queries carry personal data as parameters: nothing is logged here.
    debug: false,
    logger: () => undefined,
  });
}
