// Mapping files: from YAML text to a checked mapping, or one fault that lists every mistake with its YAML path.
import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import type { z } from "zod";
import { faultOfMistakes, ImportFault } from "./import-fault.js";
import { listReferenceMistakes } from "./mapping-references.js";
import { mapping, type Mapping } from "./mapping-schema.js";

/** Reads a mapping file. Throws ImportFault. */
export async function readMapping(path: string): Promise<Mapping> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new ImportFault(
      `The mapping ${path} cannot be read (${error instanceof Error ? error.message : "unknown"}).`,
    );
  }
  return parseMapping(text, path);
}

/** Parses the text of a mapping; `path` names it in the fault. */
export function parseMapping(text: string, path: string): Mapping {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    const mistakes = document.errors.map(
      (error) => error.message.split("\n")[0]?.replace(/:$/, "") ?? error.code,
    );
    throw faultOfMistakes(`The mapping ${path}`, mistakes);
  }
  const raw: unknown = document.toJS();
  const result = mapping.safeParse(raw);
  const references = listReferenceMistakes(raw);
  if (result.success && references.length === 0) return result.data;
  const mistakes = [
    ...(result.error?.issues ?? []).flatMap((issue) => listMistakes(issue, [])),
    ...references,
  ];
  throw faultOfMistakes(`The mapping ${path}`, [...new Set(mistakes)]);
}

function listMistakes(issue: z.core.$ZodIssue, parents: readonly PropertyKey[]): readonly string[] {
  const path = [...parents, ...issue.path];
  if (issue.code === "invalid_union") {
    // Of the alternatives the one that came furthest is the one that the author meant.
    const furthest = issue.errors.toSorted(
      (left, right) => depthOf(right) - depthOf(left) || left.length - right.length,
    )[0];
    if (furthest !== undefined && depthOf(furthest) > 0)
      return furthest.flatMap((inner) => listMistakes(inner, path));
    return [`${toPathText(path)}: ${describeAlternatives(issue.errors)}`];
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${toPathText([...path, key])}: is no word of the mapping language`);
  }
  return [`${toPathText(path)}: ${issue.message}`];
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map(
      (issue) => issue.path.length + (issue.code === "unrecognized_keys" || issue.code === "custom" ? 1 : 0),
    ),
  );
}

function describeAlternatives(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  return [...new Set(errors.flatMap((issues) => issues.map((issue) => issue.message)))].join(", or ");
}

function toPathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "(whole file)";
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
    )
    .join("");
}
