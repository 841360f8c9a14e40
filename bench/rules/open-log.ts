// A PostgreSQL with a store whose log is full, below DATA_DIR: built once for each size and kept.
import { join } from "node:path";
import { Client } from "pg";
import { startEmbeddedPostgres } from "../../src/demo/embedded-postgres.js";
import { createStore, type Store } from "../../src/store/create-store.js";
import { benchCipher } from "../dataset/bench-keys.js";
import { fillLog, type LogSize } from "./fill-log.js";

/** A store with a full log and no rules. */
export interface FullLog extends AsyncDisposable {
  readonly store: Store;
  /** Forgets rules, and everything that they led to. */
  forgetRules(): Promise<void>;
  /** Makes the rules hold for the whole log, and not for what comes. */
  holdFromTheBeginning(): Promise<void>;
  /** How much came of the rules. */
  describe(): Promise<string>;
}

/** Starts the server, and fills the log where it is missing or of another size. */
export async function openLog(dataDir: string, size: LogSize, isDurable: boolean): Promise<FullLog> {
  await using started = new AsyncDisposableStack();
  const postgres = await startEmbeddedPostgres({
    dataDir: join(dataDir, "bench-rules", "postgres"),
    settings: isDurable
      ? { shared_buffers: "512MB", max_wal_size: "4GB", jit: "off" }
      : { fsync: "off", synchronous_commit: "off", jit: "off" },
  });
  started.defer(postgres.stop);
  const database = `rules_${String(size.customers)}_${String(size.events)}`;
  const admin = started.use(await connect(postgres.url("postgres")));
  const { rowCount } = await admin.client.query("select from pg_database where datname = $1", [
    `${database}_full`,
  ]);
  if (rowCount === 0) {
    await admin.client.query(`drop database if exists ${database} with (force)`);
    await admin.client.query(`create database ${database}`);
  }
  const name = rowCount === 0 ? database : `${database}_full`;
  const store = await createStore({ url: postgres.url(name), cipher: benchCipher });
  if (rowCount === 0) {
    process.stderr.write("  The log is filled once …\n");
    await store.migrate();
    await using filling = await connect(postgres.url(name));
    await fillLog(filling.client, size);
    await store.close();
  }
  // Its name says that it is whole.
  if (rowCount === 0) {
    await admin.client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
    );
    await admin.client.query(`alter database ${database} rename to ${database}_full`);
  }
  const full =
    rowCount === 0
      ? await createStore({ url: postgres.url(`${database}_full`), cipher: benchCipher })
      : store;
  await full.migrate();
  started.defer(() => full.close());
  const { client } = started.use(await connect(postgres.url(`${database}_full`)));
  const running = started.move();
  return {
    store: full,
    async forgetRules() {
      await client.query("truncate rule_state, considered_moment, reaction_position, trigger_rule_version");
      await client.query(
        "select graphile_worker.remove_job(key) from graphile_worker.jobs where key is not null",
      );
      await client.query("vacuum (analyze)");
      await client.query("checkpoint");
    },
    async holdFromTheBeginning() {
      await client.query(
        `update trigger_rule_version set effective_after = placed.place
           from (select name, row_number() over (order by name) as place from trigger_rule_version) placed
          where placed.name = trigger_rule_version.name`,
      );
    },
    async describe() {
      const { rows } = await client.query<{ states: string; moments: string }>(
        `select (select count(*) from rule_state)::text as states, (select count(*) from considered_moment)::text as moments`,
      );
      return `${rows[0]?.states ?? ""} customers remembered, ${rows[0]?.moments ?? ""} moments`;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function connect(url: string): Promise<AsyncDisposable & { readonly client: Client }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}
