// From a document to a plan: the common questions (one customer by id, a page of customers, with their newest records) as
// a fixed list of reads and of pieces of text. Everything else has no plan, and the general path answers it.
import {
  getNamedType,
  isObjectType,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { collectFields, type CollectedField, type DocumentParts } from "./collect-fields.js";
import { compileCount, type FindCount, type Variables } from "./compile-count.js";
import { compileCustomer, type CustomerPlan } from "./compile-customer.js";
import { compileObjectWriter, type IsMember, type Writer } from "./compile-writer.js";

/** One field of Query in a plan. */
export type RootPlan = {
  /** Response key with its colon, as JSON. */
  readonly name: string;
  /** The node of the document, of which the access log knows what it selects. */
  readonly node: FieldNode;
  readonly customer: CustomerPlan;
} & (
  | { readonly kind: "customer"; readonly findId: (variables: Variables) => unknown }
  | {
      readonly kind: "customers";
      readonly findLimit: FindCount;
      readonly findAfter: (variables: Variables) => unknown;
      readonly pieces: readonly PagePiece[];
    }
);

/** A piece of a page of customers: its edges, or what says where it stands. */
export type PagePiece =
  | { readonly kind: "edges"; readonly name: string; readonly edge: readonly EdgePiece[] }
  | { readonly kind: "pageInfo"; readonly name: string; readonly write: Writer };
export type EdgePiece = { readonly kind: "node" | "cursor"; readonly name: string };

/** A compiled operation. */
export interface Plan {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly roots: readonly RootPlan[];
}

/** Compiles an operation of a valid document; undefined when the general path has to answer it. */
export function compilePlan(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  isMember: IsMember,
): Plan | undefined {
  const query = schema.getQueryType();
  if (operation.operation !== "query" || !query || (operation.directives?.length ?? 0) > 0) return undefined;
  const parts = { schema, fragments: listFragments(document) };
  const roots = collectFields(query, [operation.selectionSet], parts)?.map((root) =>
    compileRoot(query, root, parts, isMember),
  );
  if (roots?.every((root) => root !== undefined) !== true || roots.length === 0) return undefined;
  return { document, operation, roots };
}

function listFragments({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((node) =>
      node.kind === "FragmentDefinition" ? [[node.name.value, node] as const] : [],
    ),
  );
}

function compileRoot(
  query: GraphQLObjectType,
  { key, field, nodes }: CollectedField,
  document: DocumentParts,
  isMember: IsMember,
): RootPlan | undefined {
  const [node] = nodes;
  if (node === undefined || nodes.length > 1) return undefined;
  const name = `${JSON.stringify(key)}:`;
  if (field === "customer") {
    const customer = compileCustomer(nodes, document, isMember);
    const findId = compileArgument(node, "id");
    return customer && { kind: "customer", name, node, customer, findId };
  }
  if (field !== "customers") return undefined;
  const definition = query.getFields()[field];
  const connection = getNamedType(definition?.type);
  if (definition === undefined || !isObjectType(connection)) return undefined;
  const findLimit = compileCount(definition, toNodeWithout(node, "after"), ["filter"]);
  const page = findLimit && compilePage(connection, nodes, document, isMember);
  return (
    page && { kind: "customers", name, node, findLimit, findAfter: compileArgument(node, "after"), ...page }
  );
}

function toNodeWithout(node: FieldNode, argument: string): FieldNode {
  return { ...node, arguments: (node.arguments ?? []).filter(({ name }) => name.value !== argument) };
}

function compileArgument(node: FieldNode, name: string): (variables: Variables) => unknown {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === "Variable") {
    const variable = value.name.value;
    return (variables) => variables[variable];
  }
  const literal = value?.kind === "StringValue" || value?.kind === "IntValue" ? value.value : undefined;
  return () => literal;
}

function compilePage(
  connection: GraphQLObjectType,
  nodes: CollectedField["nodes"],
  document: DocumentParts,
  isMember: IsMember,
): { readonly pieces: readonly PagePiece[]; readonly customer: CustomerPlan } | undefined {
  const fields = collectFields(
    connection,
    nodes.map((node) => node.selectionSet),
    document,
  );
  if (fields === undefined) return undefined;
  let customer: CustomerPlan | undefined;
  const pieces: PagePiece[] = [];
  for (const collected of fields) {
    const name = `${JSON.stringify(collected.key)}:`;
    const type = getNamedType(connection.getFields()[collected.field]?.type);
    if (!isObjectType(type)) return undefined;
    if (collected.field === "pageInfo") {
      const write = compileObjectWriter(type, collected.nodes, document, isMember);
      if (write === undefined) return undefined;
      pieces.push({ kind: "pageInfo", name, write });
    } else {
      const edge = customer === undefined ? compileEdge(type, collected, document, isMember) : undefined;
      if (edge === undefined) return undefined;
      customer = edge.customer;
      pieces.push({ kind: "edges", name, edge: edge.pieces });
    }
  }
  return customer && { pieces, customer };
}

function compileEdge(
  type: GraphQLObjectType,
  { nodes }: CollectedField,
  document: DocumentParts,
  isMember: IsMember,
): { readonly pieces: readonly EdgePiece[]; readonly customer: CustomerPlan } | undefined {
  const fields = collectFields(
    type,
    nodes.map((node) => node.selectionSet),
    document,
  );
  const found = fields?.filter(({ field }) => field === "node") ?? [];
  const [node] = found;
  if (fields === undefined || node === undefined || found.length > 1) return undefined;
  if (fields.some(({ field }) => field !== "node" && field !== "cursor")) return undefined;
  const customer = compileCustomer(node.nodes, document, isMember);
  const pieces = fields.map(({ key, field }) => ({
    kind: field as "node" | "cursor",
    name: `${JSON.stringify(key)}:`,
  }));
  return customer && { pieces, customer };
}
