import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Query, Resolver, Root } from "type-graphql";
import { invalidArgument } from "../../shared/errors.js";
import { findInstant } from "../../shared/instant.js";
import { parseCursor, parseFirst, toCursor, toSlice } from "../../shared/page.js";
import { admitOwners } from "../access/admit-owners.js";
import { Customer, toCustomer } from "../customer/customer.type.js";
import { toDefinedMembers } from "../defined-members.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { parsePositionCursor, toPositionCursor } from "../paging/position-cursor.js";
import type { RequestContext } from "../request-context.js";
import { ProcessingLimits } from "./rights-payloads.type.js";
import { RightsRequestFilter } from "./rights-request.input.js";
import { RightsRequest, RightsRequestConnection, toRightsRequest } from "./rights-request.type.js";

const ofCustomer = "rightsRequests";
const byDeadline = "rightsRequestsByDeadline";

/** Customer.rightsRequests and Customer.processingLimits */
@Resolver(() => Customer)
export class CustomerRightsResolver {
  @FieldResolver(() => RightsRequestConnection, {
    nullable: true,
    description: "What the customer asked by right, newest first; null while the store is down.",
  })
  async rightsRequests(
    @Root() customer: Customer,
    @Ctx() { loaders, clock }: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
  ): Promise<ConnectionShape<RightsRequest>> {
    const limit = parseFirst(first ?? 20);
    const position = parsePositionCursor(ofCustomer, after);
    const now = clock.now();
    const requests = await loaders.rightsRequests(customer.key, {
      limit: limit + 1,
      ...(position === undefined ? {} : { after: position }),
    });
    return toConnection(
      toSlice(requests, limit),
      after,
      (request) => toRightsRequest(request, now),
      (request) => toPositionCursor(ofCustomer, request.receivedAt, request.id),
    );
  }

  @FieldResolver(() => ProcessingLimits, {
    nullable: true,
    description: "How the processing of the customer's data is limited; null while the store is down.",
  })
  async processingLimits(
    @Root() customer: Customer,
    @Ctx() { loaders }: RequestContext,
  ): Promise<ProcessingLimits | null> {
    const ref = await loaders.customer(customer.key);
    return ref === undefined ? null : { restrictedAt: ref.restrictedAt, objections: ref.objections };
  }
}

/** RightsRequest.customer and Query.rightsRequests */
@Resolver(() => RightsRequest)
export class RightsRequestResolver {
  @FieldResolver(() => Customer, { nullable: true, description: "Who asked; null when erased since." })
  customer(@Ctx() { access }: RequestContext, @Info() { path }: GraphQLResolveInfo): Customer | null {
    const person = access.personAt(path);
    return person === undefined ? null : toCustomer(person.ref);
  }

  @Query(() => RightsRequestConnection, {
    description: "Rights requests of all customers, the nearest deadline first.",
  })
  async rightsRequests(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("filter", () => RightsRequestFilter, { nullable: true, description: "Narrows the list." })
    filter: RightsRequestFilter | null,
    @FirstArg(25) first: number | null,
    @AfterArg() after: string | null,
  ): Promise<ConnectionShape<RightsRequest>> {
    const limit = parseFirst(first ?? 25);
    const now = context.clock.now();
    const requests = await context.loaders.rightsRequestsByDeadline({
      limit: limit + 1,
      filter: toDefinedMembers(filter) ?? {},
      now: now.toISOString(),
      ...parseAfter(after),
    });
    const page = toSlice(
      requests.map((request) => toRightsRequest(request, now)),
      limit,
    );
    await admitOwners(
      context,
      page.items.map(({ customerKey }) => customerKey),
      info,
    );
    return toConnection(
      page,
      after,
      (request) => request,
      (request) => toCursor(byDeadline, [request.dueAt, request.id]),
    );
  }
}

function parseAfter(after: string | null): { after?: { at: string; id: string } } {
  if (typeof after !== "string") return {};
  const [at = "", id = ""] = parseCursor(byDeadline, after, 2);
  if (findInstant(at) === undefined) throw invalidArgument("after", "is not a cursor of this list.");
  return { after: { at, id: id.replace(/^rrq_/, "") } };
}
