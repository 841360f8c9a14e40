// One connected source on a database of its own.
import { readFile } from "node:fs/promises";
import { startDemoServices } from "../../src/demo/services/start-demo-services.js";
import type { FacetName, FacetPage, RecordOf } from "../../src/domains/customer/facets.js";
import type { IdentityKey } from "../../src/domains/identity/identity.js";
import { sources } from "../../src/sources/index.js";
import type { ConnectedSource } from "../../src/sources/kit/define-source.js";
import { createDatabase, runSql } from "../harness/databases.js";

/** A source and the database that it reads. */
export interface SourceUnderTest extends AsyncDisposable {
  readonly source: ConnectedSource;
  readonly url: string;
  /** Writes rows, as JSON objects by column name; what a row leaves out has the table's default or is null. */
  readonly insert: (table: string, rows: readonly object[]) => Promise<void>;
}

/** The database of each source, and the setting of those that read theirs by SQL; the others ask a service of the demo. */
const systems = {
  crm: { schema: "crm", setting: "CRM_URL" },
  holdings: { schema: "crm", setting: undefined },
  campaigns: { schema: "crm", setting: undefined },
  "web-events": { schema: "web_events", setting: "WEB_EVENTS_URL" },
  transfers: { schema: "transfers", setting: "TRANSFERS_URL" },
  consultations: { schema: "consultations", setting: "CONSULTATIONS_URL" },
} as const;

/** A read that nothing hurries. */
export const calm = { signal: new AbortController().signal };

/** Makes a source's database with its schema and connects the source to it. */
export async function startSource(name: keyof typeof systems): Promise<SourceUnderTest> {
  await using started = new AsyncDisposableStack();
  const { schema, setting } = systems[name];
  const database = started.use(await createDatabase());
  const file = new URL(`../../src/demo/schema/${schema}.sql`, import.meta.url);
  await runSql(database.url, await readFile(file, "utf8"));
  const definition = sources.find((candidate) => candidate.name === name);
  if (definition === undefined) throw new Error(`There is no source ${name}.`);
  const settings =
    setting === undefined
      ? started.use(await startDemoServices(database.url)).settings
      : { [setting]: database.url };
  const source = definition.connect(settings);
  started.defer(() => source.close());
  const running = started.move();
  return {
    source,
    url: database.url,
    insert: async (table, rows) => {
      if (rows.length === 0) return;
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(", ");
      await runSql(
        database.url,
        `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Reads one page under one identity, in the order in which a customer sees it. */
export async function readPage<F extends FacetName>(
  source: ConnectedSource,
  facet: F,
  key: IdentityKey,
  page: FacetPage<F>,
): Promise<readonly RecordOf<F>[]> {
  const found = await source.facets[facet]?.read([{ key, page }], calm);
  return (found ?? []).map(({ record }) => record);
}

/** Explains a statement after enough rows and statistics that the planner has a real choice. */
export async function explain(url: string, text: string, parameter: string): Promise<string> {
  await runSql(url, "analyze");
  const literal = parameter.replaceAll("'", "''");
  const rows = await runSql(url, `explain ${text.replace("$1", `'${literal}'`)}`);
  return rows.map((row) => Object.values(row as object).join("")).join("\n");
}
