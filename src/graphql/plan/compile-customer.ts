// From the selection on one customer to what has to be read for it and how it is written.
import {
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from "graphql";
import { facetNames, facets } from "../../domains/customer/facets.js";
import { ownFacetNames } from "../../domains/customer/own-records.js";
import { IdentityNamespace } from "../../domains/identity/identity.js";
import type { CustomerHead, HeadNeeds, ListFacet, Shape } from "../../loaders/shared-reads.js";
import { toPresentStates } from "../consent/consent.type.js";
import { toCustomer } from "../customer/customer.type.js";
import { collectFields, type CollectedField, type DocumentParts } from "./collect-fields.js";
import { compileObjectWriter, compileValueWriter, type IsMember, type Writer } from "./compile-writer.js";
import { compileCount, type FindCount } from "./compile-count.js";
import { toShape } from "./shape-of.js";

/** A member of the answer about a customer. */
export type CustomerPart =
  | { readonly kind: "head"; readonly write: (head: CustomerHead, at: Date) => string }
  /** Read as text of its shape where it has one and the source can, else as a record and written. */
  | { readonly kind: "profile"; readonly shape: Shape | undefined; readonly write: Writer }
  | {
      readonly kind: "records";
      readonly facet: ListFacet;
      readonly shape: Shape;
      readonly findLimit: FindCount;
      /** Written before and behind the records. */
      readonly before: string;
      readonly after: string;
    };

/** How one customer is answered. */
export interface CustomerPlan {
  readonly parts: readonly { readonly name: string; readonly part: CustomerPart }[];
  readonly needs: HeadNeeds;
  /** The same for viewers of whom the consents decide. */
  readonly judgedNeeds: HeadNeeds;
}

interface Compiling extends DocumentParts {
  readonly customer: GraphQLObjectType;
  readonly isMember: IsMember;
}

type PartCompiler = (collected: CollectedField, compiling: Compiling) => CustomerPart | undefined;

/** Compiles the selection on a customer; undefined when something in it is only the general path's to answer. */
export function compileCustomer(
  nodes: CollectedField["nodes"],
  document: DocumentParts,
  isMember: IsMember,
): CustomerPlan | undefined {
  const customer = document.schema.getType("Customer");
  if (!isObjectType(customer)) return undefined;
  const compiling = { ...document, customer, isMember };
  const fields = collectFields(
    customer,
    nodes.map((node) => node.selectionSet),
    document,
  );
  const parts = fields?.map((collected) => {
    const compile = compilers[collected.field] ?? compileMember;
    const part = compile(collected, compiling);
    return part && { name: `${JSON.stringify(collected.key)}:`, part };
  });
  if (parts === undefined || !parts.every((part) => part !== undefined)) return undefined;
  // Aliases of one facet are one batch on the general path; here they would be two.
  const read = parts.flatMap(({ part }) => (part.kind === "records" ? [part.facet] : []));
  if (new Set(read).size < read.length) return undefined;
  const asked = new Set(fields?.map(({ field }) => field));
  const needs = toNeeds(asked);
  return { parts, needs, judgedNeeds: { ...needs, consents: true } };
}

/** What the store has to say for these fields of a customer. */
function toNeeds(asked: ReadonlySet<string>): HeadNeeds {
  const keys = facetNames.filter((name) => asked.has(name)).flatMap((name) => facets[name].keys);
  const namespaces = new Set(
    asked.has("identities") ? Object.values(IdentityNamespace) : keys.map(({ namespace }) => namespace),
  );
  const sole = keys.filter(({ attribution }) => attribution === "sole-holder");
  return {
    namespaces: [...namespaces].toSorted(),
    sole: [...new Set(sole.map(({ namespace }) => namespace))].toSorted(),
    consents: asked.has("consents"),
    ownFacets: ownFacetNames.filter((name) => asked.has(name)),
  };
}

const compilers: { readonly [field: string]: PartCompiler } = {
  profile: ({ nodes }, { customer, isMember, ...document }) => {
    const type = getNamedType(customer.getFields()["profile"]?.type);
    if (!isObjectType(type)) return undefined;
    const write = compileObjectWriter(type, nodes, document, isMember);
    return write && { kind: "profile", shape: toShape(type, nodes, document), write };
  },
  identities: ({ nodes }, { customer, isMember, ...document }) => {
    const field = customer.getFields()["identities"];
    const write = field && compileValueWriter(field.type, nodes, document, isMember);
    // Why an identity is linked, and the proof of a consent, are more than a head holds.
    if (selects(nodes, ["link"], document)) return undefined;
    return write && { kind: "head", write: ({ links }) => write(links) };
  },
  consents: ({ nodes }, { customer, isMember, ...document }) => {
    const field = customer.getFields()["consents"];
    if (nodes.some((node) => (node.arguments?.length ?? 0) > 0)) return undefined;
    if (selects(nodes, ["record"], document)) return undefined;
    const write = field && compileValueWriter(field.type, nodes, document, isMember);
    return (
      write && {
        kind: "head",
        write: ({ consents }, at) => write(toPresentStates(consents, at)),
      }
    );
  },
  webEvents: (collected, compiling) => compileRecords("webEvents", collected, compiling),
  transfers: (collected, compiling) => compileRecords("transfers", collected, compiling),
  consultations: (collected, compiling) => compileRecords("consultations", collected, compiling),
};

/** Whether one of these fields is selected on what the nodes ask for, under whatever key. */
function selects(
  nodes: CollectedField["nodes"],
  fields: readonly string[],
  { fragments }: Pick<DocumentParts, "fragments">,
): boolean {
  const isSelected = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === "Field") return fields.includes(selection.name.value);
      if (selection.kind === "InlineFragment") return isSelected(selection.selectionSet);
      const fragment = fragments.get(selection.name.value);
      return fragment === undefined || isSelected(fragment.selectionSet);
    });
  return nodes.some(({ selectionSet }) => selectionSet !== undefined && isSelected(selectionSet));
}

/** A member of the customer's own object. */
const compileMember: PartCompiler = ({ field, nodes }, { customer, isMember, ...document }) => {
  if (field === "__typename") return { kind: "head", write: () => '"Customer"' };
  const definition = customer.getFields()[field];
  if (definition === undefined || definition.args.length > 0 || !isMember(customer, field)) return undefined;
  const write = compileValueWriter(definition.type, nodes, document, isMember);
  return (
    write && {
      kind: "head",
      write: ({ ref }) => write(toCustomer(ref)[field as keyof ReturnType<typeof toCustomer>]),
    }
  );
};

/** `edges { node { … } }` of a first page: what a source can write by itself. */
function compileRecords(
  facet: ListFacet,
  { field, nodes }: CollectedField,
  { customer, ...document }: Compiling,
): CustomerPart | undefined {
  const definition = customer.getFields()[field];
  const connection = getNamedType(definition?.type);
  if (definition === undefined || !isObjectType(connection)) return undefined;
  const findLimit = compileCount(definition, nodes[0], ["after", "filter"]);
  const collected = collectFields(
    connection,
    nodes.map((node) => node.selectionSet),
    document,
  );
  const edges = collected?.length === 1 ? collected[0] : undefined;
  if (findLimit === undefined || edges?.field !== "edges") return undefined;
  const edgesType = connection.getFields()["edges"]?.type;
  const edge = isNonNullType(edgesType) && isListType(edgesType.ofType) ? getNamedType(edgesType) : undefined;
  const shape = isObjectType(edge) ? toEdgeShape(edge, edges, document) : undefined;
  if (shape === undefined) return undefined;
  return { kind: "records", facet, shape, findLimit, before: `{${JSON.stringify(edges.key)}:[`, after: "]}" };
}

function toEdgeShape(
  edge: GraphQLObjectType,
  { nodes }: CollectedField,
  document: DocumentParts,
): Shape | undefined {
  const fields = collectFields(
    edge,
    nodes.map((node) => node.selectionSet),
    document,
  );
  const [node] = fields ?? [];
  const type = getNamedType(edge.getFields()["node"]?.type);
  if (fields?.length !== 1 || node?.field !== "node" || node.key.length > 63 || !isObjectType(type))
    return undefined;
  const shape = toShape(type, node.nodes, document);
  return shape && [{ name: node.key, field: "", fields: shape }];
}
