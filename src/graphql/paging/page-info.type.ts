import { Directive, Field, ObjectType } from "type-graphql";

/** Relay's PageInfo; other subgraphs have the same one. */
@Directive("@shareable")
@ObjectType({ description: "Where a page of a list stands (Relay connections)." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether more follows." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether something stands before this page." })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the first edge; null when the page is empty.",
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the last edge; null when the page is empty.",
  })
  endCursor!: string | null;
}
