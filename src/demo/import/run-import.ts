// An import as the command line asks for it: options, mapping, databases, the file, identities, the summary.
import { basename } from "node:path";
import type { WriteStream } from "node:tty";
import { Client, DatabaseError } from "pg";
import type { Environment } from "../../config/parse-settings.js";
import { describeSummary } from "./describe-summary.js";
import { findImportDatabases, urlSettingOf } from "./find-databases.js";
import { importFile, type ImportSummary } from "./import-file.js";
import { ImportFault } from "./import-fault.js";
import { linkImportedIdentities } from "./link-imported.js";
import { createProgressLine } from "./progress-line.js";
import { type ImportOptions, readImportOptions } from "./read-import-options.js";
import { readMapping } from "./read-mapping.js";
import { openRejectReport } from "./reject-report.js";

/** What an import is run with; `output` gets the summary, `progress` the way to it. */
export interface ImportSurroundings {
  readonly environment: Environment;
  readonly output: (text: string) => void;
  readonly progress: Pick<WriteStream, "write"> & { readonly isTTY?: boolean };
}

/** Runs one import. Throws OperatorError for faults; undefined when only help was asked for. */
export async function runImport(
  argv: readonly string[],
  surroundings: ImportSurroundings,
): Promise<ImportSummary | undefined> {
  const options = readImportOptions(argv, surroundings.output);
  if (options === undefined) return undefined;
  const setting = urlSettingOf(options.source);
  const mapping = await readMapping(options.mapping);
  if (mapping.source !== options.source) {
    throw new ImportFault(
      `The mapping ${options.mapping} is for the source ${mapping.source}, not for ${options.source}.`,
    );
  }
  const databases = await findImportDatabases(surroundings.environment, options.source);
  await using connection = await connect(options.source, databases.sourceUrls[setting] ?? "");
  const summary = await loadFile(options, mapping, connection.client, surroundings);
  const target = `${options.source}.${mapping.table}`;
  surroundings.output(describeSummary(summary, { file: options.file, target, report: options.report }));
  const identities = await linkImportedIdentities(databases);
  if (identities !== undefined) surroundings.output(`  identities up to date (${identities} read)\n`);
  return summary;
}

async function loadFile(
  options: ImportOptions,
  mapping: Awaited<ReturnType<typeof readMapping>>,
  client: Client,
  { progress }: ImportSurroundings,
): Promise<ImportSummary> {
  const report = await openRejectReport(options.report);
  const line = createProgressLine(basename(options.file), progress);
  try {
    return await importFile({
      client,
      mapping,
      places: { given: options.lookups, mappingPath: options.mapping, filePath: options.file },
      report,
      onBytes: line.update,
    });
  } catch (error) {
    if (error instanceof ImportFault) throw error;
    throw toDatabaseFault(options.source, error);
  } finally {
    line.end();
    await report.close();
  }
}

async function connect(source: string, url: string): Promise<AsyncDisposable & { readonly client: Client }> {
  const client = new Client({
    connectionString: url,
    application_name: "customer-360-import",
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks while nothing is asked; the next statement fails and tells.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw toDatabaseFault(source, error);
  }
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** Errors of the server may quote values of rows; only their code is shown. */
function toDatabaseFault(source: string, error: unknown): unknown {
  if (error instanceof DatabaseError) {
    return new ImportFault(
      `The database of the source ${source} failed (SQLSTATE ${error.code ?? "unknown"}).`,
      { cause: error },
    );
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === undefined && !(error instanceof Error && /connection|timeout/i.test(error.message)))
    return error;
  return new ImportFault(
    `The database of the source ${source} does not answer (${code ?? "connection lost"}).`,
    { cause: error },
  );
}
