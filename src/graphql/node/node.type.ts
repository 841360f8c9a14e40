import { Field, ID, InterfaceType } from "type-graphql";

/** Relay's Node. */
@InterfaceType({
  description: "Anything with an id of its own (Relay Node).",
  resolveType: (value: { readonly __typename: string }) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  id!: string;
}
