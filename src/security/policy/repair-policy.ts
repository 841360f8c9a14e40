// A file whose form is wrong in some places is still read for the other kind of mistake (names that lead nowhere), so that all
// are told at once. What is wrong is put aside or stands for something harmless; the result is never used to judge.
import { Purpose } from "../../domains/consent/consent.js";
import { Role } from "../viewer.js";
import { policyFile, type PolicyFile } from "./policy-schema.js";

type Path = readonly PropertyKey[];
type Tree = Record<string, unknown>;

/** Stand for what is wrong in it: other places may name it. */
const stands: Readonly<Record<string, unknown>> = {
  groups: ["ADMIN"],
  rules: { sensitivity: "PERSONAL", show: [{ as: "PLAIN" }], consent: "NONE", withheld: "HIDDEN" },
};

/** The file with what stands at `paths` put aside; undefined when too much is wrong to read on. */
export function repairPolicy(raw: unknown, paths: readonly Path[]): PolicyFile | undefined {
  if (!isTree(raw)) return undefined;
  const tree: Tree = structuredClone(raw);
  for (const [section, name] of paths) {
    const part = tree[String(section)];
    if (name === undefined || !isTree(part)) continue;
    const stand = stands[String(section)];
    if (stand === undefined) Reflect.deleteProperty(part, name);
    else part[String(name)] = stand;
  }
  const known = Object.entries(tree).filter(([key]) => key in policyFile.shape);
  const result = policyFile.safeParse({
    ...Object.fromEntries(known),
    // Nothing else names these.
    version: 1,
    purposes: Object.fromEntries(Object.keys(Purpose).map((purpose) => [purpose, "CONTRACT"])),
    reach: Object.fromEntries(Object.keys(Role).map((role) => [role, "EVERYBODY"])),
  });
  return result.success ? result.data : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
