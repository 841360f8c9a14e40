import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import type { ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { loadFacetConnection } from "../paging/load-facet-connection.js";
import type { RequestContext } from "../request-context.js";
import { ContactAttemptConnection, toContactAttempt, type ContactAttempt } from "./contact-attempt.type.js";

/** Customer.contacts */
@Resolver(() => Customer)
export class ContactsResolver {
  @FieldResolver(() => ContactAttemptConnection, {
    nullable: true,
    description: "Marketing contacts with the customer, newest first; null while the source is down.",
  })
  contacts(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
  ): Promise<ConnectionShape<ContactAttempt>> {
    return loadFacetConnection(
      context,
      "contacts",
      customer.key,
      { first: first ?? 20, after },
      toContactAttempt,
    );
  }
}
