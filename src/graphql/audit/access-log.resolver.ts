import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import type { AccessEntry as AccessEntryValue } from "../../domains/audit/access-entry.js";
import { parseFirst, toSlice } from "../../shared/page.js";
import { admitOwners } from "../access/admit-owners.js";
import { Customer } from "../customer/customer.type.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { parsePositionCursor, toPositionCursor } from "../paging/position-cursor.js";
import type { RequestContext } from "../request-context.js";
import { AccessEntryConnection, toAccessEntry, type AccessEntry } from "./access-entry.type.js";
import { AccessLogFilter, parseAccessLogFilter } from "./access-log-filter.input.js";

const ofCustomer = "accessLog";
const ofAll = "accessEntries";

/** Customer.accessLog and Query.accessEntries */
@Resolver(() => Customer)
export class AccessLogResolver {
  @FieldResolver(() => AccessEntryConnection, {
    nullable: true,
    description:
      "Who saw or changed the customer's data, newest first; for privacy officers with the purpose LEGAL. Null while the store is down.",
  })
  async accessLog(
    @Root() customer: Customer,
    @Ctx() { loaders }: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
  ): Promise<ConnectionShape<AccessEntry>> {
    const limit = parseFirst(first ?? 20);
    const position = parsePositionCursor(ofCustomer, after);
    const entries = await loaders.accessLog(customer.key, {
      limit: limit + 1,
      ...(position === undefined ? {} : { after: position }),
    });
    return toPage(ofCustomer, entries, limit, after);
  }

  @Query(() => AccessEntryConnection, {
    description:
      "The whole access log, newest first, also about persons who were erased since; for privacy officers with the purpose LEGAL.",
  })
  async accessEntries(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @FirstArg(25) first: number | null,
    @AfterArg() after: string | null,
    @Arg("filter", () => AccessLogFilter, { nullable: true, description: "Narrows the log." })
    filter: AccessLogFilter | null,
  ): Promise<ConnectionShape<AccessEntry>> {
    const limit = parseFirst(first ?? 25);
    const position = parsePositionCursor(ofAll, after);
    const entries = await context.loaders.accessEntries({
      limit: limit + 1,
      filter: parseAccessLogFilter(filter),
      ...(position === undefined ? {} : { after: position }),
    });
    // Who reads the log looks at the persons in it.
    const page = entries.slice(0, limit);
    await admitOwners(
      context,
      page.map(({ customerId }) => customerId),
      info,
    );
    return toPage(ofAll, entries, limit, after);
  }
}

function toPage(
  list: string,
  entries: readonly AccessEntryValue[],
  limit: number,
  after: string | null,
): ConnectionShape<AccessEntry> {
  return toConnection(toSlice(entries, limit), after, toAccessEntry, (entry) =>
    toPositionCursor(list, entry.at, entry.id),
  );
}
