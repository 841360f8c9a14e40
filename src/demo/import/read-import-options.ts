// The command line of an import.
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { ImportFault } from "./import-fault.js";

/** What the command line says. */
export interface ImportOptions {
  readonly source: string;
  readonly file: string;
  readonly mapping: string;
  readonly report: string | undefined;
  readonly lookups: ReadonlyMap<string, string>;
}

/** Parses the arguments. Throws ImportFault when they do not fit; undefined when only help was asked for. */
export function readImportOptions(
  argv: readonly string[],
  write: (text: string) => void,
): ImportOptions | undefined {
  const command = new Command("import")
    .description(
      "Loads a CSV file (plain or .gz) into a source database, as a mapping says (docs/import.md).",
    )
    .argument("<source>", "crm, web-events, transfers or consultations")
    .argument("<file>", "the CSV file")
    .requiredOption("--mapping <mapping.yml>", "what the columns of the file mean")
    .option("--report <rejects.csv>", "where rejected rows go, with line and reason")
    .option("--lookup <name=file>", "the file of a lookup of the mapping; may be given again", addLookup)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined });
  try {
    command.parse([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.helpDisplayed") return undefined;
    if (error instanceof CommanderError)
      throw new ImportFault(`${error.message}\n\n${command.helpInformation()}`.trimEnd());
    throw error;
  }
  const [source = "", file = ""] = command.args;
  const { mapping, report, lookup } = command.opts<{
    mapping: string;
    report?: string;
    lookup?: Map<string, string>;
  }>();
  if (report !== undefined && [file, mapping].some((path) => resolve(path) === resolve(report))) {
    throw new ImportFault(`The report ${report} would overwrite a file that the import reads.`);
  }
  return { source, file, mapping, report, lookups: lookup ?? new Map() };
}

function addLookup(text: string, lookups = new Map<string, string>()): Map<string, string> {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) throw new ImportFault(`--lookup ${text}: write it as name=file.`);
  return lookups.set(text.slice(0, at), text.slice(at + 1));
}
