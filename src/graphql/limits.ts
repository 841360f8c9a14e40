// Bounds of a document, checked before anything is read. Introspection by the usual tools fits in.
import {
  GraphQLError,
  type ASTVisitor,
  type SelectionNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";

/** Tokens of a document at most; the parser stops there. */
export const maxTokens = 5_000;

/** Fields inside fields at most. */
export const maxDepth = 20;

/** Validation rule: nothing deeper than `maxDepth`; fragments count where they are spread. */
export const limitDepth: ValidationRule = (context: ValidationContext): ASTVisitor => {
  const depths = new Map<string, number>();
  const depthOf = (selections: readonly SelectionNode[], spread: ReadonlySet<string>): number =>
    Math.max(0, ...selections.map((selection) => depthOfSelection(selection, spread)));
  const depthOfSelection = (selection: SelectionNode, spread: ReadonlySet<string>): number => {
    if (selection.kind === "Field") {
      return (
        1 + (selection.selectionSet === undefined ? 0 : depthOf(selection.selectionSet.selections, spread))
      );
    }
    if (selection.kind === "InlineFragment") return depthOf(selection.selectionSet.selections, spread);
    const name = selection.name.value;
    const fragment = context.getFragment(name);
    // A fragment that spreads itself is another rule's error; here it must only end.
    if (fragment === null || fragment === undefined || spread.has(name)) return 0;
    const known = depths.get(name);
    if (known !== undefined) return known;
    const depth = depthOf(fragment.selectionSet.selections, new Set([...spread, name]));
    depths.set(name, depth);
    return depth;
  };
  return {
    OperationDefinition(operation) {
      const depth = depthOf(operation.selectionSet.selections, new Set());
      if (depth > maxDepth) {
        context.reportError(
          new GraphQLError(
            `The operation is ${String(depth)} fields deep; at most ${String(maxDepth)} are answered.`,
            {
              nodes: operation,
              // Apollo Server puts its own code on every validation error; this survives.
              extensions: { limit: "depth" },
            },
          ),
        );
      }
    },
  };
};
