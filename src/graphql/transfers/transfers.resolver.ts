import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import { toDefinedMembers } from "../defined-members.js";
import type { ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { loadFacetConnection } from "../paging/load-facet-connection.js";
import type { RequestContext } from "../request-context.js";
import { TransferFilter } from "./transfer-filter.input.js";
import { toTransfer, TransferConnection, type Transfer } from "./transfer.type.js";

/** Customer.transfers */
@Resolver(() => Customer)
export class TransfersResolver {
  @FieldResolver(() => TransferConnection, {
    nullable: true,
    description: "Bookings on the customer's accounts, newest first; null while the source is down.",
  })
  transfers(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
    @Arg("filter", () => TransferFilter, { nullable: true, description: "Narrows the list." })
    filter: TransferFilter | null,
  ): Promise<ConnectionShape<Transfer>> {
    return loadFacetConnection(
      context,
      "transfers",
      customer.key,
      { first: first ?? 20, after, filter: toDefinedMembers(filter) },
      toTransfer,
    );
  }
}
