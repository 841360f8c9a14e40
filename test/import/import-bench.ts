import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImportSummary } from "../../src/demo/import/import-file.js";
import { runImport } from "../../src/demo/import/run-import.js";
import { testKeys } from "../fakes/key-ring.js";
import { createSourceDatabases, type SourceDatabases } from "../harness/databases.js";

/** The project's root. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Fresh source databases and a folder for files; imports run against them through the command's own function. */
export interface ImportBench extends AsyncDisposable {
  readonly databases: SourceDatabases;
  readonly folder: string;
  /** Writes a file into the folder and answers its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Reads a file of the folder. */
  read(name: string): Promise<string>;
  run(
    argv: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<{ summary: ImportSummary; text: string }>;
}

/** Makes the bench. */
export async function createImportBench(): Promise<ImportBench> {
  const databases = await createSourceDatabases();
  const folder = await mkdtemp(join(tmpdir(), "import-"));
  const environment = {
    DATA_DIR: join(folder, "no-demo"),
    PERSONAL_DATA_KEYS: testKeys,
    CRM_URL: databases.urls.crm,
    WEB_EVENTS_URL: databases.urls.web_events,
    TRANSFERS_URL: databases.urls.transfers,
    CONSULTATIONS_URL: databases.urls.consultations,
  };
  return {
    databases,
    folder,
    write: async (name, content) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
    read: (name) => readFile(join(folder, name), "utf8"),
    run: async (argv, more = {}) => {
      let text = "";
      const output = (part: string) => void (text += part);
      const progress = { write: () => true };
      const summary = await runImport(argv, { environment: { ...environment, ...more }, output, progress });
      if (summary === undefined) throw new Error("only help was asked for");
      return { summary, text };
    },
    [Symbol.asyncDispose]: async () => {
      await databases[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
