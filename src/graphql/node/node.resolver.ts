import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, ID, Info, Query, Resolver } from "type-graphql";
import { invalidArgument } from "../../shared/errors.js";
import { maxPageSize } from "../../shared/page.js";
import type { RequestContext } from "../request-context.js";
import { loadNode, type AnyNode } from "./load-node.js";
import { Node } from "./node.type.js";

/** Query.node and Query.nodes */
@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: "Anything by its id; null when there is none, or when the viewer may not see it.",
  })
  node(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("id", () => ID, { description: "Id of the object." }) id: string,
  ): Promise<AnyNode | null> {
    return loadNode(context, id, "id", info);
  }

  @Query(() => [Node], {
    nullable: "items",
    description:
      "Many things by their ids, at most 200, in the order of the ids; null where there is none, or where the viewer may not see it.",
  })
  nodes(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("ids", () => [ID], { description: "Ids of the objects." }) ids: string[],
  ): Promise<AnyNode | null>[] {
    if (ids.length > maxPageSize)
      throw invalidArgument("ids", `must not be more than ${String(maxPageSize)}.`);
    return ids.map((id, index) => loadNode(context, id, "ids", info, { index }));
  }
}
