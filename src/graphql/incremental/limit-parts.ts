import {
  GraphQLError,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";
import { isIncremental } from "./is-incremental.js";

/** Uses of @defer and @stream in an operation at most. Each makes a payload for every object of the lists around it. */
export const maxParts = 50;

/** Validation rule: no more than `maxParts`; those of a fragment count wherever it is spread. */
export const limitParts: ValidationRule = (context: ValidationContext): ASTVisitor => {
  const counts = new Map<string, number>();
  const countIn = ({ selections }: SelectionSetNode, spread: ReadonlySet<string>): number =>
    selections
      .map((selection) => {
        const own = (selection.directives ?? []).filter(isIncremental).length;
        if (selection.kind === "FragmentSpread") return own + countInFragment(selection.name.value, spread);
        return own + (selection.selectionSet === undefined ? 0 : countIn(selection.selectionSet, spread));
      })
      .reduce((sum, count) => sum + count, 0);
  const countInFragment = (name: string, spread: ReadonlySet<string>): number => {
    const fragment = context.getFragment(name);
    // A fragment that spreads itself is another rule's error; here it must only end.
    if (fragment === null || fragment === undefined || spread.has(name)) return 0;
    const count = counts.get(name) ?? countIn(fragment.selectionSet, new Set([...spread, name]));
    counts.set(name, count);
    return count;
  };
  return {
    OperationDefinition(operation) {
      const count = countIn(operation.selectionSet, new Set());
      if (count <= maxParts) return;
      context.reportError(
        new GraphQLError(
          `The operation uses @defer and @stream ${String(count)} times; at most ${String(maxParts)} are answered.`,
          // Apollo Server puts its own code on every validation error; this survives.
          { nodes: operation, extensions: { limit: "parts" } },
        ),
      );
    },
  };
};
