// Where an import finds its databases: what the environment gives wins over the running demo of the data directory.
import { z } from "zod";
import { parseSettings, type Environment } from "../../config/parse-settings.js";
import type { KeySettings } from "../../security/open-key-ring.js";
import { sources } from "../../sources/index.js";
import { findRunningDemo } from "../demo-state.js";
import { ImportFault } from "./import-fault.js";

/** Connection URLs by the names of their settings (`CRM_URL`, …), and that of the gateway's own database. */
export interface ImportDatabases {
  readonly sourceUrls: Readonly<Record<string, string>>;
  /** Absent when only sources are given: then there is no gateway to tell. */
  readonly storeUrl: string | undefined;
  /** Where the keys of the gateway's own database are. */
  readonly keys: KeySettings;
}

/** The names of the sources that have a database of their own; the others ask services, which nothing is loaded into. */
export const sourceNames: readonly string[] = sources
  .filter(({ settings }) => Object.entries(settings.shape).some(isDatabase))
  .map(({ name }) => name);

function isDatabase([name, schema]: readonly [string, z.core.$ZodType]): boolean {
  return name.endsWith("_URL") && z.safeParse(schema, "postgres://host/database").success;
}

/** The setting that holds the URL of a source. */
export function urlSettingOf(sourceName: string): string {
  const source = sources.find(({ name }) => name === sourceName && sourceNames.includes(name));
  const setting = Object.keys(source?.settings.shape ?? {}).find((name) => name.endsWith("_URL"));
  if (setting === undefined) {
    throw new ImportFault(`There is no source "${sourceName}"; the sources are ${sourceNames.join(", ")}.`);
  }
  return setting;
}

/** Finds the databases for an import into one source. Throws ImportFault when neither environment nor demo has it. */
export async function findImportDatabases(
  environment: Environment,
  sourceName: string,
): Promise<ImportDatabases> {
  const setting = urlSettingOf(sourceName);
  const settings = parseSettings(
    environment,
    [],
    sources.map((source) => source.settings),
  );
  if (settings.sources[setting] !== undefined) {
    return { sourceUrls: settings.sources, storeUrl: settings.databaseUrl, keys: settings };
  }
  const demo = await findRunningDemo(settings.dataDir);
  const url = demo?.urls[setting];
  if (demo === undefined || url === undefined) {
    throw new ImportFault(
      `No demo runs on ${settings.dataDir} (DATA_DIR): start it with "npm start", or give the source's database in ${setting}.`,
    );
  }
  return {
    sourceUrls: { ...demo.urls, ...settings.sources },
    storeUrl: settings.databaseUrl ?? demo.urls["DATABASE_URL"],
    keys: settings,
  };
}
