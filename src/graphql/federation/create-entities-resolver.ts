// Query._entities: a router's representations in, objects out. A representation that does not fit costs only its own
// place in the list, never the whole answer, because the list itself may not be null.
import { isUnionType, type GraphQLFieldResolver, type GraphQLResolveInfo, type GraphQLSchema } from "graphql";
import { invalidArgument } from "../../shared/errors.js";

/** What a router knows of an object: its type, and the fields of one of its keys. */
export interface Representation {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/**
 * Finds the object behind a representation, `index` being its place in the list; null when there is none. Asynchronous, so
 * that all are asked in one batch.
 */
export type ReferenceResolver<Context> = (
  representation: Representation,
  context: Context,
  info: GraphQLResolveInfo,
  index: number,
) => Promise<{ readonly __typename: string } | null>;

/** A reference resolver for each type with a key. */
export type ReferenceResolvers<Context> = Readonly<Record<string, ReferenceResolver<Context>>>;

/** Representations in one operation at most; a page of a list has 200 at most. */
export const maxRepresentations = 1_000;

const argument = "representations";

/** Makes the resolver; throws when the reference resolvers and the types with a key are not the same. */
export function createEntitiesResolver<Context>(
  schema: GraphQLSchema,
  references: ReferenceResolvers<Context>,
): GraphQLFieldResolver<unknown, Context> {
  const resolvers = new Map(Object.entries(references));
  const union = schema.getType("_Entity");
  const entities = isUnionType(union) ? union.getTypes().map(({ name }) => name) : [];
  const different = [
    ...entities.filter((name) => !resolvers.has(name)),
    ...[...resolvers.keys()].filter((name) => !entities.includes(name)),
  ];
  if (different.length > 0)
    throw new Error(`Types with a key and reference resolvers differ: ${different.join(", ")}.`);

  const resolveOne = async (
    value: unknown,
    context: Context,
    info: GraphQLResolveInfo,
    index: number,
  ): Promise<unknown> => {
    if (!isRepresentation(value))
      throw invalidArgument(argument, "must be objects that name their __typename.");
    const resolve = resolvers.get(value.__typename);
    if (resolve === undefined) throw invalidArgument(argument, "name a type that has no key here.");
    return resolve(value, context, info, index);
  };
  return (_source, args: { readonly representations: readonly unknown[] }, context, info) => {
    if (args.representations.length > maxRepresentations)
      throw invalidArgument(argument, `must not be more than ${String(maxRepresentations)}.`);
    return args.representations.map((value, index) => resolveOne(value, context, info, index));
  };
}

function isRepresentation(value: unknown): value is Representation {
  return value instanceof Object && "__typename" in value && typeof value.__typename === "string";
}
