import type { GraphQLFormattedError } from "graphql";

/**
 * Errors in the order of the document, and of the list where a field stands in one: sources answer in any order, and equal
 * questions are to have equal answers.
 */
export function toDocumentOrder(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[] {
  return errors.length < 2 ? errors : errors.toSorted(compareErrors);
}

function compareErrors(left: GraphQLFormattedError, right: GraphQLFormattedError): number {
  const [a] = left.locations ?? [];
  const [b] = right.locations ?? [];
  const place = (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
  return place || comparePaths(left.path ?? [], right.path ?? []);
}

function comparePaths(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (const [at, key] of left.entries()) {
    const other = right[at];
    if (typeof key === "number" && typeof other === "number" && key !== other) return key - other;
  }
  return 0;
}
