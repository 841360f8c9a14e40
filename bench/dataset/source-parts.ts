// The four source systems as parts of a data set: which schema, which rows, and how a database is filled fast.
import { readFile } from "node:fs/promises";
import { Client } from "pg";
import type { Population } from "../../src/demo/bank/population/build-population.js";
import type { DataSetSize } from "./data-set-size.js";
import { fillConsultations } from "./fill-consultations.js";
import { fillCrm } from "./fill-crm.js";
import { fillTransfers } from "./fill-transfers.js";
import { fillWebEvents } from "./fill-web-events.js";
import type { ReportShare } from "./insert-in-parts.js";

/** A source system; its name is that of its database and of its schema file. */
export interface SourcePart {
  readonly name: "crm" | "web_events" | "transfers" | "consultations";
  readonly rows: (size: DataSetSize) => number;
  readonly fill: (client: Client, population: Population, rows: number, report: ReportShare) => Promise<void>;
}

/** All four. */
export const sourceParts: readonly SourcePart[] = [
  { name: "crm", rows: ({ customers }) => customers, fill: fillCrm },
  { name: "web_events", rows: ({ webEvents }) => webEvents, fill: fillWebEvents },
  { name: "transfers", rows: ({ transfers }) => transfers, fill: fillTransfers },
  { name: "consultations", rows: ({ consultations }) => consultations, fill: fillConsultations },
];

/** The schema of a source, as the demo bank has it. */
export function readSchema({ name }: SourcePart): Promise<string> {
  return readFile(new URL(`../../src/demo/schema/${name}.sql`, import.meta.url), "utf8");
}

/** Makes the tables of a source in an empty database and fills them; indexes are built over the finished rows. */
export async function fillSource(
  client: Client,
  part: SourcePart,
  population: Population,
  size: DataSetSize,
  report: ReportShare,
): Promise<void> {
  const { tables, indexes } = splitSchema(await readSchema(part));
  await client.query(tables);
  await part.fill(client, population, part.rows(size), report);
  await client.query(indexes);
}

/** Secondary indexes apart from all the rest; a unique one stands beside its table too, it only has to hold at the end. */
function splitSchema(schema: string): { readonly tables: string; readonly indexes: string } {
  const index = /^create (?:unique )?index [^;]*;/gm;
  return { tables: schema.replace(index, ""), indexes: (schema.match(index) ?? []).join("\n") };
}

/** A connection that is made for loading: nothing it writes has to survive a crash before the part is marked. */
export async function withLoader<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({
    connectionString: url,
    options: "-c timezone=UTC -c synchronous_commit=off -c maintenance_work_mem=256MB",
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
