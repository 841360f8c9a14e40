import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Resolver, Root } from "type-graphql";
import { timelineKinds, TouchpointKind, toTimelineCursor } from "../../domains/customer/timeline.js";
import { Customer } from "../customer/customer.type.js";
import { recordTypes } from "../node/touchpoint-record.js";
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
      "Every contact of all sources in one list, newest first; null while one of the wanted sources is down, because a list with a hole would mislead. Kinds that the viewer may not see are left out; null when none is left.",
  })
  async timeline(
    @Root() customer: Customer,
    @Ctx() { loaders, access }: RequestContext,
    @Info() { path }: GraphQLResolveInfo,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
    @Arg("kinds", () => [TouchpointKind], {
      nullable: true,
      description: "Only these kinds; by default all.",
    })
    kinds: TouchpointKind[] | null,
  ): Promise<ConnectionShape<Touchpoint> | null> {
    const person = access.personAt(path);
    const wanted = timelineKinds.filter((kind) => kinds?.includes(kind) ?? true);
    const visible = wanted.filter(
      (kind) => person !== undefined && access.mayShow(person, recordTypes[kind], path),
    );
    if (wanted.length > 0 && visible.length === 0) return null;
    const slice = await loadTimeline(loaders, customer.key, { first: first ?? 20, after, kinds: visible });
    return toConnection(slice, after, toTouchpointObject, toTimelineCursor);
  }
}
