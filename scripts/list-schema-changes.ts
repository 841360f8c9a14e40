// What became of a schema, judged by what it does to clients. In: the text of the old and of the new one.
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

/** breaking: documents that were valid fail; dangerous: they stay valid, but a client may stumble; safe: neither. */
export const changeLevels = ["breaking", "dangerous", "safe"] as const;

/** One change; `path` is the coordinate of what changed, e.g. `Query.customer.id`. */
export interface SchemaChange {
  readonly level: (typeof changeLevels)[number];
  readonly path: string;
  readonly message: string;
}

const levels = {
  [CriticalityLevel.Breaking]: "breaking",
  [CriticalityLevel.Dangerous]: "dangerous",
  [CriticalityLevel.NonBreaking]: "safe",
} as const;

/** Lists the changes, the worst first. */
export async function listSchemaChanges(oldText: string, newText: string): Promise<readonly SchemaChange[]> {
  const changes = await diff(buildSchema(oldText), buildSchema(newText));
  return changes
    .map(({ criticality, path, message }) => ({
      level: levels[criticality.level],
      path: path ?? "",
      message,
    }))
    .toSorted((left, right) => changeLevels.indexOf(left.level) - changeLevels.indexOf(right.level));
}

/**
 * The breaking changes that a changelog does not name: its newest version needs a heading "Breaking", and under it the path
 * of each in backticks.
 */
export function findUnannounced(
  changes: readonly SchemaChange[],
  changelog: string,
): readonly SchemaChange[] {
  const newest = changelog.split(/^## /m)[1] ?? "";
  const breaking = newest.split(/^### /m).find((part) => /^Breaking\s*$/m.test(part.split("\n", 1)[0] ?? ""));
  return changes.filter(
    ({ level, path }) => level === "breaking" && breaking?.includes(`\`${path}\``) !== true,
  );
}
