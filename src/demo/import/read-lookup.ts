// Lookup files: small CSV files held in memory, by one of their columns.
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { faultOfMistakes, ImportFault } from "./import-fault.js";
import type { Condition, Mapping } from "./mapping-schema.js";
import { readLines } from "./read-lines.js";
import { type CsvRecord, RecordReader } from "./read-records.js";

/** The record of a key by column, with the columns that the mapping takes. */
export interface LookupTable {
  readonly find: (key: string) => Readonly<Record<string, string>> | "ambiguous" | undefined;
}

type LookupSpec = Mapping["lookups"][string];

/** Where lookup files may be: given by name, beside the mapping, or beside the imported file. */
export interface LookupPlaces {
  readonly given: ReadonlyMap<string, string>;
  readonly mappingPath: string;
  readonly filePath: string;
}

/** Reads every lookup of a mapping. Throws one ImportFault for all files that are missing and names that are not in the mapping. */
export async function readLookups(
  mapping: Mapping,
  places: LookupPlaces,
): Promise<ReadonlyMap<string, LookupTable>> {
  const mistakes = [...places.given.keys()]
    .filter((name) => mapping.lookups[name] === undefined)
    .map((name) => `--lookup ${name}: the mapping has no lookup of this name`);
  const paths = new Map<string, string>();
  for (const [name, spec] of Object.entries(mapping.lookups)) {
    const candidates = listCandidates(name, spec, places);
    const found = candidates.find((path) => existsSync(path));
    if (found !== undefined) paths.set(name, found);
    else if (candidates.length === 0)
      mistakes.push(`lookups.${name}: give its file with --lookup ${name}=<file>`);
    else mistakes.push(`lookups.${name}: there is no file ${candidates.join(" or ")}`);
  }
  if (mistakes.length > 0) throw faultOfMistakes("The list of lookup files", mistakes);
  const tables = new Map<string, LookupTable>();
  for (const [name, path] of paths) {
    const spec = mapping.lookups[name];
    if (spec !== undefined) tables.set(name, await readLookup(name, path, spec, mapping));
  }
  return tables;
}

function listCandidates(name: string, { file }: LookupSpec, places: LookupPlaces): readonly string[] {
  const given = places.given.get(name);
  if (given !== undefined) return [given];
  if (file === undefined) return [];
  return [resolve(dirname(places.mappingPath), file), resolve(dirname(places.filePath), file)];
}

async function readLookup(
  name: string,
  path: string,
  spec: LookupSpec,
  mapping: Mapping,
): Promise<LookupTable> {
  const format = spec.format ?? mapping.file;
  const reader = new RecordReader(format);
  const rows = new Map<string, Readonly<Record<string, string>> | "ambiguous">();
  const wanted = listTakenColumns(name, mapping);
  const add = (records: readonly CsvRecord[]) => {
    const { columns } = reader;
    for (const { line, fault, fields } of records) {
      // A gap in a lookup would refuse good rows for a reason that nobody finds: a broken line here is a fault.
      if (fault !== undefined)
        throw new ImportFault(`Line ${line} of the lookup file ${path} is broken: ${fault}.`);
      const value = (column: string) => (fields[columns?.indexOf(column) ?? -1] ?? "").trim();
      if (spec.where !== undefined && !fits(spec.where, value)) continue;
      const row = Object.fromEntries(wanted.map((column) => [column, value(column)]));
      const key = value(spec.key);
      const known = rows.get(key);
      const isSame = known === undefined || JSON.stringify(known) === JSON.stringify(row);
      rows.set(key, isSame ? row : "ambiguous");
    }
  };
  for await (const lines of readLines(path, { encoding: format.encoding })) {
    add(reader.push(lines));
    if (reader.columns !== undefined && rows.size === 0) checkColumns(path, spec, wanted, reader.columns);
  }
  add(reader.end());
  if (reader.columns === undefined) throw new ImportFault(`The lookup file ${path} is empty.`);
  return { find: (key) => rows.get(key) };
}

function checkColumns(
  path: string,
  spec: LookupSpec,
  taken: readonly string[],
  columns: readonly string[],
): void {
  const missing = [spec.key, ...Object.keys(spec.where ?? {}), ...taken].filter(
    (column) => !columns.includes(column),
  );
  if (missing.length > 0) {
    throw new ImportFault(
      `The lookup file ${path} has no column ${missing.map((column) => `"${column}"`).join(", ")}.`,
    );
  }
}

function fits(condition: Condition, value: (column: string) => string): boolean {
  return Object.entries(condition).every(([column, wanted]) =>
    "not" in wanted ? !wanted.not.includes(value(column)) : wanted.is.includes(value(column)),
  );
}

function listTakenColumns(name: string, mapping: Mapping): readonly string[] {
  const specs = Object.values(mapping.columns).flatMap((column) => [
    column,
    ...Object.values(column.json ?? {}),
  ]);
  const steps = specs.flatMap((spec) => spec.do ?? []).filter((step) => step.lookup === name);
  return [...new Set(steps.flatMap((step) => step.take ?? []))];
}
