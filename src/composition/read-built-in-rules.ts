import { readdirSync, readFileSync } from "node:fs";
import type { BuiltInRule } from "../domains/triggers/install-rules.js";
import { readYaml } from "../domains/triggers/rules/parse-rule.js";

const folder = new URL("../domains/triggers/built-in/", import.meta.url);

/** The product's own rules, by name: a YAML file each. */
export function readBuiltInRules(): readonly BuiltInRule[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yml"))
    .toSorted()
    .map((file) => ({
      name: file.replace(/\.yml$/, ""),
      definition: readYaml(readFileSync(new URL(file, folder), "utf8")) as BuiltInRule["definition"],
    }));
}
