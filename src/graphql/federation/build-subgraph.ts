// Makes any type-graphql schema a Federation 2 subgraph. In: a schema whose classes carry federation directives
// (`@Directive('@key(fields: "id")')`) and a reference resolver for each entity. Out: the schema with `_service` and
// `_entities`. It goes once through its SDL, which loses what SDL cannot say; that is put back.
import { buildSubgraphSchema, printSubgraphSchema } from "@apollo/subgraph";
import { parse, visit, type DocumentNode, type GraphQLSchema } from "graphql";
import { createResolversMap } from "type-graphql";
import { createEntitiesResolver, type ReferenceResolvers } from "./create-entities-resolver.js";
import { describeFederation } from "./describe-federation.js";
import { restoreLostParts } from "./restore-lost-parts.js";

/** Version of the federation specification that subgraphs link. */
const federationVersion = "v2.9";

/** The directives of the specification that are imported under their own names where a schema uses them. */
const federationDirectives: readonly string[] = [
  "composeDirective",
  "extends",
  "external",
  "inaccessible",
  "interfaceObject",
  "key",
  "override",
  "provides",
  "requires",
  "shareable",
  "tag",
];

/** What a subgraph is made of. */
export interface SubgraphParts<Context> {
  /** As type-graphql built it. */
  readonly schema: GraphQLSchema;
  /** One for each type with a key. */
  readonly references: ReferenceResolvers<Context>;
  /** Definitions that classes cannot carry: links to other specifications, definitions of own directives. */
  readonly extraSdl?: string;
}

/** Builds the executable subgraph. */
export function buildSubgraph<Context>({
  schema,
  references,
  extraSdl = "",
}: SubgraphParts<Context>): GraphQLSchema {
  const own = `${printSubgraphSchema(schema)}\n${extraSdl}`;
  const imports = listUsedDirectives(parse(own)).map((name) => `"@${name}"`);
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/${federationVersion}", import: [${imports.join(", ")}])`;
  const typeDefs = parse(`${link}\n${own}`, { noLocation: true });
  const subgraph = buildSubgraphSchema([{ typeDefs, resolvers: createResolversMap(schema) as never }]);
  restoreLostParts(schema, subgraph);
  describeFederation(subgraph);
  const entities = subgraph.getQueryType()?.getFields()["_entities"];
  if (entities !== undefined) entities.resolve = createEntitiesResolver(subgraph, references);
  return subgraph;
}

function listUsedDirectives(document: DocumentNode): string[] {
  const used = new Set<string>();
  visit(document, { Directive: ({ name }) => void used.add(name.value) });
  return federationDirectives.filter((name) => used.has(name));
}
