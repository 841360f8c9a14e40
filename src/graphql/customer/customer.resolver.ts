import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, ID, Info, Query, Resolver } from "type-graphql";
import type { CustomerRef } from "../../domains/identity/identity.js";
import { GatewayError, invalidArgument } from "../../shared/errors.js";
import { isUuid, parseNodeIdOf } from "../../shared/ids.js";
import { parseCursor, parseFirst, toCursor, toSlice } from "../../shared/page.js";
import { toDefinedMembers } from "../defined-members.js";
import { IdentityInput, parseIdentityInput } from "../identity/identity.input.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import type { RequestContext } from "../request-context.js";
import { CustomerFilter } from "./customer-filter.input.js";
import { Customer, CustomerConnection, toCustomer } from "./customer.type.js";

/** Query.customer, Query.customerByIdentity, Query.customers */
@Resolver()
export class CustomerResolver {
  @Query(() => Customer, { nullable: true, description: "A customer by id; null when there is none." })
  async customer(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("id", () => ID, { description: "Id of the customer, also one that was merged." }) id: string,
  ): Promise<Customer | null> {
    return show(await context.loaders.customer(parseNodeIdOf("Customer", id)), context, info);
  }

  @Query(() => Customer, {
    nullable: true,
    description:
      "The customer to whom an identity belongs, e.g. the telephone number of an incoming call; null when nobody.",
  })
  async customerByIdentity(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("identity", () => IdentityInput, { description: "The identity, in any usual spelling." })
    identity: IdentityInput,
  ): Promise<Customer | null> {
    return show(await context.loaders.customerByIdentity(parseIdentityInput(identity)), context, info);
  }

  @Query(() => CustomerConnection, {
    description: "Customers, searched and filtered, in a stable order that later changes do not disturb.",
  })
  async customers(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @FirstArg(25) first: number | null,
    @AfterArg() after: string | null,
    @Arg("filter", () => CustomerFilter, { nullable: true, description: "Narrows the list." })
    filter: CustomerFilter | null,
  ): Promise<ConnectionShape<Customer>> {
    const limit = parseFirst(first ?? 25);
    const narrowing = toDefinedMembers(filter);
    if (narrowing?.query !== undefined) checkQuery(narrowing.query, context);
    const isNarrowed = narrowing !== undefined && Object.keys(narrowing).length > 0;
    // Two orders, two lists: without a filter the store's by id, with one the CRM's by its own numbers.
    const list = isNarrowed ? "customers-by-crm-id" : "customers";
    const position = typeof after === "string" ? parseCursor(list, after, 1)[0] : undefined;
    if (!isNarrowed && position !== undefined && !isUuid(position)) {
      throw invalidArgument("after", "is not a cursor of this list.");
    }
    const refs = await context.loaders.customers({
      limit: limit + 1,
      ...(position === undefined ? {} : { after: position }),
      ...(isNarrowed ? { filter: narrowing } : {}),
    });
    const placeOf = (ref: CustomerRef): string => (isNarrowed ? (ref.crmId ?? "") : ref.id);
    const page = toSlice(refs, limit);
    await Promise.all(
      page.items.map((ref, index) => context.access.admit(ref, info, { index, action: "SEARCH" })),
    );
    return toConnection(page, after, toCustomer, (ref) => toCursor(list, [placeOf(ref)]));
  }
}

async function show(
  ref: CustomerRef | undefined,
  { access }: RequestContext,
  info: GraphQLResolveInfo,
): Promise<Customer | null> {
  if (ref === undefined) return null;
  await access.admit(ref, info);
  return toCustomer(ref);
}

// Every word is one more comparison for every customer of the CRM.
const maxQueryLength = 200;

/** What a search finds tells whose name, telephone number or e-mail address it is. */
function checkQuery(query: string, { access }: RequestContext): void {
  const field = "CustomerFilter.query";
  const decision = access.viewerJudgement.decide(field);
  if (decision.kind !== "allow")
    throw new GatewayError("FORBIDDEN", `${field} ${decision.message}.`, { field });
  if (query.length > maxQueryLength) {
    throw invalidArgument("filter.query", `must not be longer than ${String(maxQueryLength)} characters.`);
  }
}
