import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import { toDefinedMembers } from "../defined-members.js";
import type { ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { loadFacetConnection } from "../paging/load-facet-connection.js";
import type { RequestContext } from "../request-context.js";
import { WebEventFilter } from "./web-event-filter.input.js";
import { toWebEvent, WebEventConnection, type WebEvent } from "./web-event.type.js";

/** Customer.webEvents */
@Resolver(() => Customer)
export class WebEventsResolver {
  @FieldResolver(() => WebEventConnection, {
    nullable: true,
    description:
      "What the customer did on the website and in the app, newest first; null while the source is down.",
  })
  webEvents(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
    @Arg("filter", () => WebEventFilter, { nullable: true, description: "Narrows the list." })
    filter: WebEventFilter | null,
  ): Promise<ConnectionShape<WebEvent>> {
    return loadFacetConnection(
      context,
      "webEvents",
      customer.key,
      { first: first ?? 20, after, filter: toDefinedMembers(filter) },
      toWebEvent,
    );
  }
}
