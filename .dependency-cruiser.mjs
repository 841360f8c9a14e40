// Turns the tables of scripts/import-table.ts into rules. Unit tests beside the files and `test/` are free.
import { doors, everything, importTable, libraryOwners } from "./scripts/import-table.ts";

const unitTest = "\\.test\\.ts$";
const escape = (text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
/** The pattern of a part: a file by its name, a folder with all that is in it. */
const part = (name) => (name.endsWith(".ts") ? `^src/${escape(name)}$` : `^src/${escape(name)}/`);
const parts = (names) => names.map(part);

const tableRules = Object.entries(importTable)
  .filter(([, allowed]) => allowed !== everything)
  .map(([folder, allowed]) => ({
    name: `import-table-${folder}`,
    comment: `"${folder}" may import only ${["itself", "shared", ...allowed].join(", ")}.`,
    severity: "error",
    from: { path: part(folder), pathNot: unitTest },
    to: { path: "^(src|test|scripts|bin|bench|graphiql)/", pathNot: parts([folder, "shared", ...allowed]) },
  }));

const doorRules = Object.entries(doors).map(([name, keepers]) => ({
  name: `door-${name}`,
  comment: `"${name}" is imported only by ${keepers.join(", ") || "nothing"}.`,
  severity: "error",
  from: { path: "^src/", pathNot: [unitTest, part(name), ...parts(keepers)] },
  to: { path: part(name) },
}));

const ownerRules = Object.entries(libraryOwners).map(([library, owners]) => ({
  name: `owner-of-${library}`,
  comment: `"${library}" is imported only in ${owners.join(", ")}.`,
  severity: "error",
  from: { path: "^src/", pathNot: [unitTest, ...parts(owners)] },
  to: {
    path: `node_modules/(@types/)?${escape(library).replace(/\/\*$/, "/")}${library.endsWith("*") ? "" : "/"}`,
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A cycle means that two files are one idea, or that an idea stands on the wrong side.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "known-parts-only",
      comment: "Every file of src/ belongs to a part of the import table.",
      severity: "error",
      from: { path: "^src/", pathNot: parts(Object.keys(importTable)) },
      to: {},
    },
    {
      name: "loaders-never-know-a-source",
      comment: "Loaders see facets and the kit; which source serves a facet is decided in app.ts.",
      severity: "error",
      from: { path: "^src/loaders/", pathNot: unitTest },
      to: { path: "\\.source\\.ts$" },
    },
    {
      name: "no-test-code-in-the-product",
      comment: "What a test needs stays out of what is shipped.",
      severity: "error",
      from: { path: "^src/", pathNot: unitTest },
      to: { path: ["^test/", unitTest] },
    },
    {
      name: "resolvable",
      comment: "The import leads nowhere.",
      severity: "error",
      from: { path: "^(src|scripts|test)/" },
      to: { couldNotResolve: true },
    },
    ...tableRules,
    ...doorRules,
    ...ownerRules,
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^test/fixtures/", "^test/generated/", "^dist/", "^bench/node_modules/"] },
    moduleSystems: ["es6"],
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".mjs", ".json"],
    },
    cache: { folder: "node_modules/.cache/dependency-cruiser", strategy: "content" },
  },
};
