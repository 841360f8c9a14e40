import { Ctx, Query, Resolver } from "type-graphql";
import type { RequestContext } from "../request-context.js";
import { Viewer } from "./viewer.type.js";

/** Query.viewer */
@Resolver()
export class ViewerResolver {
  @Query(() => Viewer, { description: "Who the gateway takes you for." })
  viewer(@Ctx() { viewer }: RequestContext): Viewer {
    return { ...viewer, supervisesTriggers: true };
  }
}
