// A mapping as a function from the fields of one CSV record to the values of one row, in the order of the columns.
import { hash } from "node:crypto";
import { compileStep, type Step, type StepSurroundings } from "./compile-step.js";
import { faultOfMistakes, RowRefused } from "./import-fault.js";
import type { Condition, Mapping, MappingColumn, MappingValue } from "./mapping-schema.js";

/** The fields of one record and its number among equal ones, from 1. */
export interface RecordFields {
  readonly fields: readonly string[];
  readonly occurrence: number;
}

type Value = (record: RecordFields) => string | null;

/** A compiled mapping for one file. */
export interface RowBuilder {
  readonly columns: readonly string[];
  /** False for a record that the mapping's `where` leaves out. */
  readonly isWanted: (fields: readonly string[]) => boolean;
  /** Values by column; null is "nothing". Throws RowRefused. */
  readonly build: (record: RecordFields) => readonly (string | null)[];
  /** What tells equal records for a row hash; undefined when the mapping has none. */
  readonly hashOf: ((fields: readonly string[]) => string) | undefined;
}

/** Compiles a mapping for a file with these columns. Throws ImportFault when the file lacks columns that the mapping uses. */
export function compileRow(
  mapping: Mapping,
  fileColumns: readonly string[],
  surroundings: StepSurroundings,
): RowBuilder {
  const compiler = new ValueCompiler(mapping, fileColumns, surroundings);
  const names = Object.keys(mapping.columns);
  const values = Object.entries(mapping.columns).map(([name, column]) =>
    compiler.column(name, column, column.required || mapping.key.includes(name)),
  );
  const isWanted = mapping.where === undefined ? () => true : compiler.condition(mapping.where, "where");
  const hashed = Object.values(mapping.columns).find(({ rowHash }) => rowHash !== undefined)?.rowHash;
  const hashOf = hashed === undefined ? undefined : compiler.rowHash(hashed);
  if (compiler.mistakes.size > 0)
    throw faultOfMistakes("The mapping does not fit the file's columns: it", [...compiler.mistakes]);
  return { columns: names, isWanted, hashOf, build: (record) => values.map((value) => value(record)) };
}

class ValueCompiler {
  readonly mistakes = new Set<string>();
  private readonly nothing: ReadonlySet<string>;

  constructor(
    mapping: Mapping,
    private readonly fileColumns: readonly string[],
    private readonly surroundings: StepSurroundings,
  ) {
    this.nothing = new Set(mapping.file.nothing);
  }

  column(name: string, column: MappingColumn, isRequired: boolean): Value {
    const path = `columns.${name}`;
    const value = this.value(path, column, this.producer(path, column));
    if (!isRequired) return value;
    return (record) => {
      const text = value(record);
      if (text === null) throw new RowRefused(`${placeOf(path, column)}: required value is missing`);
      return text;
    };
  }

  condition(condition: Condition, path: string): (fields: readonly string[]) => boolean {
    const tests = Object.entries(condition).map(([name, wanted]) => {
      const index = this.indexOf(name, path);
      const isNegative = "not" in wanted;
      const values = new Set(isNegative ? wanted.not : wanted.is);
      return (fields: readonly string[]) => values.has((fields[index] ?? "").trim()) !== isNegative;
    });
    return (fields) => tests.every((test) => test(fields));
  }

  rowHash(which: "all" | readonly string[]): (fields: readonly string[]) => string {
    if (which === "all") return (fields) => hash("sha256", JSON.stringify(fields), "hex");
    const indexes = which.map((name) => this.indexOf(name, "rowHash"));
    return (fields) => hash("sha256", JSON.stringify(indexes.map((index) => fields[index])), "hex");
  }

  /** Producer, condition, steps and default, in this order. */
  private value(path: string, spec: MappingValue, produce: Value): Value {
    const steps: readonly Step[] = (spec.do ?? []).map((step) =>
      compileStep(step, placeOf(path, spec), this.surroundings),
    );
    const applies = spec.when === undefined ? () => true : this.condition(spec.when, path);
    const fallback = spec.default ?? null;
    return (record) => {
      let text = applies(record.fields) ? produce(record) : null;
      for (const step of steps) {
        if (text === null) break;
        text = step(text);
        if (text === "") text = null;
      }
      return text ?? fallback;
    };
  }

  private producer(path: string, spec: MappingValue): Value {
    if (spec.from !== undefined) {
      const index = this.indexOf(spec.from, path);
      return ({ fields }) => this.field(fields, index);
    }
    if (spec.constant !== undefined) {
      const { constant } = spec;
      return () => constant;
    }
    if (spec.template !== undefined) return this.template(spec.template, path);
    if ("json" in spec && spec.json !== undefined) return this.json(spec.json, path);
    const hashOf = this.rowHash("rowHash" in spec && spec.rowHash !== undefined ? spec.rowHash : "all");
    // The number keeps equal records apart, and gives each the same id in every run over the file.
    return ({ fields, occurrence }) => hash("sha256", `${hashOf(fields)}:${occurrence}`, "hex").slice(0, 32);
  }

  /** `{column}` stands for a value; `{{` and `}}` are braces. Nothing when one of the values is nothing. */
  private template(template: string, path: string): Value {
    const parts = [...template.matchAll(/\{\{|\}\}|\{([^{}]+)\}|[^{}]+|[{}]/g)].map(([text, name]) =>
      name === undefined ? text.replace("{{", "{").replace("}}", "}") : this.indexOf(name, path),
    );
    return ({ fields }) => {
      let text = "";
      for (const part of parts) {
        const piece = typeof part === "string" ? part : this.field(fields, part);
        if (piece === null) return null;
        text += piece;
      }
      return text;
    };
  }

  /** Members without a value are left out; an object without members is nothing. */
  private json(members: NonNullable<MappingColumn["json"]>, path: string): Value {
    const parts = Object.entries(members).map(([name, spec]) => {
      const memberPath = `${path}.json.${name}`;
      const value = this.value(memberPath, spec, this.producer(memberPath, spec));
      return { name, place: placeOf(memberPath, spec), as: spec.as, value };
    });
    return (record) => {
      const pieces: string[] = [];
      for (const { name, place, as, value } of parts) {
        const text = value(record);
        if (text !== null) pieces.push(`${JSON.stringify(name)}:${toJson(text, as, place)}`);
      }
      return pieces.length === 0 ? null : `{${pieces.join(",")}}`;
    };
  }

  private field(fields: readonly string[], index: number): string | null {
    const text = fields[index] ?? "";
    return this.nothing.has(text) ? null : text;
  }

  private indexOf(name: string, path: string): number {
    const index = this.fileColumns.indexOf(name);
    if (index < 0) this.mistakes.add(`${path}: the file has no column "${name}"`);
    else if (this.fileColumns.lastIndexOf(name) !== index)
      this.mistakes.add(`${path}: the file has more than one column "${name}"`);
    return index;
  }
}

/** How reasons name a value: by its column in the file where it has one. */
function placeOf(path: string, spec: MappingValue): string {
  return spec.from === undefined ? path.replace(/^columns\./, "") : `column "${spec.from}"`;
}

function toJson(text: string, as: "text" | "number" | "boolean", place: string): string {
  if (as === "text") return JSON.stringify(text);
  if (as === "number" && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) return text;
  if (as === "boolean" && (text === "true" || text === "false")) return text;
  throw new RowRefused(`${place}: no ${as} for JSON`);
}
