import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { TouchpointKind, toTimelineCursor } from "../../domains/customer/timeline.js";
import { Customer } from "../customer/customer.type.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import type { RequestContext } from "../request-context.js";
import { loadTimeline } from "./load-timeline.js";
import { toTouchpointObject, TouchpointConnection, type Touchpoint } from "./touchpoint.type.js";

/** Customer.timeline */
@Resolver(() => Customer)
export class TimelineResolver {
  @FieldResolver(() => TouchpointConnection, {
    nullable: true,
    description:
      "Every contact of all sources in one list, newest first; null while one of the wanted sources is down, because a list with a hole would mislead.",
  })
  async timeline(
    @Root() customer: Customer,
    @Ctx() { loaders }: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
    @Arg("kinds", () => [TouchpointKind], {
      nullable: true,
      description: "Only these kinds; by default all.",
    })
    kinds: TouchpointKind[] | null,
  ): Promise<ConnectionShape<Touchpoint>> {
    const slice = await loadTimeline(loaders, customer.key, { first: first ?? 20, after, kinds });
    return toConnection(slice, after, toTouchpointObject, toTimelineCursor);
  }
}
