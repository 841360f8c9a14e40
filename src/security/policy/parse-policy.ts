// From the text of a policy file to a policy that was checked, or one fault that lists every mistake with its line.
import { isMap, isNode, isPair, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { OperatorError } from "../../shared/operator-error.js";
import { compilePolicy } from "./compile-policy.js";
import { listPolicyMistakes } from "./list-policy-mistakes.js";
import { policyFile } from "./policy-schema.js";
import type { Policy } from "./policy.js";
import { repairPolicy } from "./repair-policy.js";

type Path = readonly PropertyKey[];
interface Mistake {
  readonly line: number;
  readonly message: string;
}

/** Parses and checks the text; `name` names the file in the fault. Throws OperatorError. */
export function parsePolicy(text: string, name: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    throw faultOf(
      name,
      document.errors.map(({ pos, message }) => ({ line: lineOf(pos[0]), message })),
    );
  }
  const place = (path: Path): number => lineOf(findOffset(document, path));
  const isMissing = (path: Path): boolean => path.length > 0 && !document.hasIn(path);
  const raw: unknown = document.toJS();
  const result = policyFile.safeParse(raw);
  const issues = result.error?.issues ?? [];
  const file = result.data ?? repairPolicy(raw, issues.flatMap(toPaths));
  const mistakes = [
    ...issues.flatMap((issue) => listMistakes(issue, place, isMissing)),
    ...(file === undefined ? [] : listPolicyMistakes(file))
      // What was put aside may be what used it.
      .filter(({ isUnused }) => issues.length === 0 || isUnused !== true)
      .map(({ path, message }) => ({ line: place(path), message: `${toPlace(path)}: ${message}.` })),
  ];
  if (!result.success || mistakes.length > 0) throw faultOf(name, mistakes);
  return compilePolicy(result.data);
}

function toPaths(issue: z.core.$ZodIssue): readonly Path[] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function faultOf(name: string, mistakes: readonly Mistake[]): OperatorError {
  const sorted = mistakes.toSorted((one, other) => one.line - other.line);
  const count = sorted.length === 1 ? "one mistake" : `${String(sorted.length)} mistakes`;
  const list = sorted.map(({ line, message }) => `  line ${String(line)}: ${message}`);
  return new OperatorError(`The policy ${name} has ${count}:\n${list.join("\n")}`);
}

function listMistakes(
  issue: z.core.$ZodIssue,
  place: (path: Path) => number,
  isMissing: (path: Path) => boolean,
): readonly Mistake[] {
  if (issue.code === "unrecognized_keys") {
    return toPaths(issue).map((path) => ({
      line: place(path),
      message: `${toPlace(path)}: is unknown here.`,
    }));
  }
  const message = isMissing(issue.path) ? "is missing" : toReason(issue);
  return [{ line: place(issue.path), message: `${toPlace(issue.path)}: ${message}.` }];
}

function toReason(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_key") return "is unknown here";
  return issue.code === "invalid_value" ? `must be ${issue.values.map(String).join(", ")}` : issue.message;
}

function toPlace(path: Path): string {
  return path.length === 0 ? "the file" : path.map(String).join(".");
}

/** Where the thing at `path` begins; of what is missing, the thing that it is missing from. */
function findOffset(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    const child: unknown = isMap(node)
      ? node.items.find(({ key }) => String(key) === String(step))
      : isSeq(node)
        ? node.items[Number(step)]
        : undefined;
    if (child === undefined) break;
    const start = isPair(child) ? child.key : child;
    if (isNode(start) && start.range) offset = start.range[0];
    node = isPair(child) ? child.value : child;
  }
  return offset;
}
