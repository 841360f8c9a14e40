// Which fields a document selects below a place, found in the document alone: what the access log holds of a person. In:
// the place. Out: `Type.field` coordinates as a tree, worked out once for a document and remembered with it.
import {
  getNamedType,
  isAbstractType,
  isObjectType,
  visit,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** A selected field, and what is selected below it. Fields that become one in the answer, and equal ones of aliases, are one. */
export interface SelectedField {
  readonly coordinate: string;
  /** The object type that has the field. */
  readonly type: string;
  readonly below: readonly SelectedField[];
}

/** All that one field node of a document selects below it. The same object for the same node, type and conditions. */
export interface Selection {
  readonly tree: readonly SelectedField[];
  /** Every coordinate of the tree, sorted. */
  readonly coordinates: readonly string[];
}

/** A place in a document: `GraphQLResolveInfo` is one. */
export interface DocumentPlace {
  readonly schema: GraphQLSchema;
  readonly fieldNodes: readonly FieldNode[];
  readonly returnType: Parameters<typeof getNamedType>[0];
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** What is known of a field node: the variables that its conditions ask for, and its selections by type and their values. */
interface KnownNode {
  readonly conditions: readonly string[];
  readonly selections: Map<string, Selection>;
}

type SelectingNode = FieldNode | OperationDefinitionNode;

const knownNodes = new WeakMap<SelectingNode, KnownNode>();

/**
 * What is selected below a place, one selection a field node. `runtimeType` narrows a place of an abstract type; deeper
 * abstract places count every type that a fragment names.
 */
export function selectFields(place: DocumentPlace, runtimeType?: string): readonly Selection[] {
  const named = getNamedType(place.returnType);
  const type = (runtimeType === undefined ? undefined : place.schema.getType(runtimeType)) ?? named;
  return place.fieldNodes.map((node) => selectBelow(node, type as GraphQLNamedType, place));
}

/** What a whole operation selects below those of its fields that `isWanted` takes. */
export function selectOperation(
  operation: OperationDefinitionNode,
  place: DocumentPlace,
  isWanted: IsWanted,
): Selection {
  const root = place.schema.getRootType(operation.operation);
  if (root === undefined || root === null) throw new Error(`The schema has no ${operation.operation}.`);
  const whole = selectBelow(operation, root, place);
  const known = wantedParts.get(whole) ?? new WeakMap<IsWanted, Selection>();
  const remembered = known.get(isWanted);
  if (remembered !== undefined) return remembered;
  const tree = whole.tree.filter(({ coordinate }) => isWanted(coordinate)).flatMap((field) => field.below);
  const part = { tree, coordinates: listCoordinates(tree) };
  wantedParts.set(whole, known.set(isWanted, part));
  return part;
}

type IsWanted = (coordinate: string) => boolean;

/** The parts below the root fields, by the selection of the whole operation. */
const wantedParts = new WeakMap<Selection, WeakMap<IsWanted, Selection>>();

function selectBelow(node: SelectingNode, type: GraphQLNamedType, place: DocumentPlace): Selection {
  let known = knownNodes.get(node);
  if (known === undefined) {
    known = { conditions: listConditions(node, place), selections: new Map() };
    knownNodes.set(node, known);
  }
  const values = known.conditions.map((name) => (place.variableValues[name] === true ? "1" : "0")).join("");
  const key = `${type.name} ${values}`;
  const remembered = known.selections.get(key);
  if (remembered !== undefined) return remembered;
  const tree =
    node.selectionSet === undefined ? [] : selectOf(listObjectTypes(type, place), [node.selectionSet], place);
  const selection = { tree, coordinates: listCoordinates(tree) };
  known.selections.set(key, selection);
  return selection;
}

function listObjectTypes(type: GraphQLNamedType, { schema }: DocumentPlace): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

/** Merged at every level, so that a document of fragments in fragments stays as small as what it selects. */
function selectOf(
  types: readonly GraphQLObjectType[],
  selectionSets: readonly SelectionSetNode[],
  place: DocumentPlace,
): readonly SelectedField[] {
  return types.flatMap((type) => {
    const found = new Map<string, SelectionSetNode[]>();
    const visited = new Set<string>();
    for (const { selections } of selectionSets) gather(selections, type, place, found, visited);
    return [...found].map(([name, inner]) => {
      const field = type.getFields()[name];
      const inside = field === undefined ? [] : listObjectTypes(getNamedType(field.type), place);
      const below = inner.length === 0 ? [] : selectOf(inside, inner, place);
      return { coordinate: `${type.name}.${name}`, type: type.name, below };
    });
  });
}

function gather(
  selections: readonly SelectionNode[],
  type: GraphQLObjectType,
  place: DocumentPlace,
  found: Map<string, SelectionSetNode[]>,
  visited: Set<string>,
): void {
  for (const selection of selections) {
    if (!isIncluded(selection, place)) continue;
    if (selection.kind === "Field") {
      const name = selection.name.value;
      if (name.startsWith("__")) continue;
      const inner = found.get(name) ?? [];
      found.set(name, inner);
      if (selection.selectionSet !== undefined) inner.push(selection.selectionSet);
      continue;
    }
    const isSpread = selection.kind === "FragmentSpread";
    if (isSpread && visited.has(selection.name.value)) continue;
    if (isSpread) visited.add(selection.name.value);
    const fragment = isSpread ? place.fragments[selection.name.value] : selection;
    if (fragment !== undefined && applies(fragment.typeCondition?.name.value, type, place))
      gather(fragment.selectionSet.selections, type, place, found, visited);
  }
}

function applies(condition: string | undefined, type: GraphQLObjectType, { schema }: DocumentPlace): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && schema.isSubType(wanted, type);
}

const conditionNames: ReadonlySet<string> = new Set(["skip", "include"]);

function isIncluded({ directives = [] }: SelectionNode, { variableValues }: DocumentPlace): boolean {
  return directives.every(({ name, arguments: [condition] = [] }) => {
    if (!conditionNames.has(name.value) || condition === undefined) return true;
    const { value } = condition;
    const holds =
      value.kind === "Variable"
        ? variableValues[value.name.value] === true
        : "value" in value && value.value === true;
    return holds === (name.value === "include");
  });
}

/** Names of the variables on which the selection depends, wherever below the node they stand. */
function listConditions(node: SelectingNode, { fragments }: DocumentPlace): readonly string[] {
  const names = new Set<string>();
  const visited = new Set<string>();
  const look = (part: SelectingNode | FragmentDefinitionNode): void => {
    visit(part, {
      Directive: ({ name, arguments: [condition] = [] }) => {
        if (conditionNames.has(name.value) && condition?.value.kind === "Variable")
          names.add(condition.value.name.value);
      },
      FragmentSpread: ({ name: { value } }) => {
        const fragment = fragments[value];
        if (fragment === undefined || visited.has(value)) return;
        visited.add(value);
        look(fragment);
      },
    });
  };
  look(node);
  return [...names];
}

function listCoordinates(tree: readonly SelectedField[]): readonly string[] {
  const coordinates = new Set<string>();
  const add = (fields: readonly SelectedField[]): void => {
    for (const { coordinate, below } of fields) {
      coordinates.add(coordinate);
      add(below);
    }
  };
  add(tree);
  return [...coordinates].toSorted();
}
