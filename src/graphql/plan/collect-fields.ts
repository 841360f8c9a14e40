// The fields of a selection as graphql-js would execute them (GraphQL §6.3.2), for documents without conditions.
import {
  isAbstractType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** One field of an answer: its response key, and the nodes of the document that ask for it. */
export interface CollectedField {
  readonly key: string;
  readonly field: string;
  readonly nodes: readonly FieldNode[];
}

/** A document as far as selections need it. */
export interface DocumentParts {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Fields in the order of the answer; undefined when a directive makes them depend on more than the document. */
export function collectFields(
  type: GraphQLObjectType,
  sets: readonly (SelectionSetNode | undefined)[],
  document: DocumentParts,
): readonly CollectedField[] | undefined {
  const byKey = new Map<string, FieldNode[]>();
  const isWhole = sets.every(
    (set) => set !== undefined && addSelections(type, set, document, byKey, new Set()),
  );
  if (!isWhole) return undefined;
  return [...byKey].map(([key, nodes]) => ({ key, field: nodes[0]?.name.value ?? "", nodes }));
}

function addSelections(
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  document: DocumentParts,
  byKey: Map<string, FieldNode[]>,
  spread: Set<string>,
): boolean {
  return selections.every((selection) => {
    if (selection.directives !== undefined && selection.directives.length > 0) return false;
    if (selection.kind === "Field") {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = byKey.get(key);
      if (nodes === undefined) byKey.set(key, [selection]);
      else nodes.push(selection);
      return true;
    }
    if (selection.kind === "InlineFragment") {
      const condition = selection.typeCondition?.name.value;
      if (condition !== undefined && !applies(type, condition, document.schema)) return true;
      return addSelections(type, selection.selectionSet, document, byKey, spread);
    }
    const fragment = document.fragments.get(selection.name.value);
    if (fragment === undefined || spread.has(fragment.name.value)) return true;
    spread.add(fragment.name.value);
    if (!applies(type, fragment.typeCondition.name.value, document.schema)) return true;
    return addSelections(type, fragment.selectionSet, document, byKey, spread);
  });
}

function applies(type: GraphQLObjectType, condition: string, schema: GraphQLSchema): boolean {
  const named = schema.getType(condition);
  return named === type || (isAbstractType(named) && schema.isSubType(named, type));
}
