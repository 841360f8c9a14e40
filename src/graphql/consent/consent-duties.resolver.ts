import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Mutation, Query, Resolver, Root } from "type-graphql";
import { ConsentDutyStatus } from "../../domains/consent/consent-duty.js";
import { GatewayError } from "../../shared/errors.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { parseFirst, toSlice } from "../../shared/page.js";
import { admitChanged } from "../access/admit-changed.js";
import { admitOwners } from "../access/admit-owners.js";
import { Customer, toCustomer } from "../customer/customer.type.js";
import { toDefinedMembers } from "../defined-members.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { parsePositionCursor, toPositionCursor } from "../paging/position-cursor.js";
import { toRefusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import { CompleteConsentDutyInput } from "./complete-consent-duty.input.js";
import { CompleteConsentDutyPayload } from "./complete-consent-duty-payload.type.js";
import { ConsentDuty, ConsentDutyConnection, toConsentDuty } from "./consent-duty.type.js";
import { ConsentDutyFilter } from "./consent-duty-filter.input.js";
import { ConsentRecord, toConsentRecord } from "./consent.type.js";

const customerList = "consent-duties-of-customer";
const dueList = "consent-duties";

/** Customer.consentDuties, Query.consentDuties and Mutation.completeConsentDuty */
@Resolver(() => Customer)
export class ConsentDutiesResolver {
  @FieldResolver(() => ConsentDutyConnection, {
    nullable: true,
    description:
      "What the customer's consents oblige the company to do, the latest due first; null while the store is down.",
  })
  async consentDuties(
    @Root() customer: Customer,
    @Ctx() { loaders }: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
    @Arg("statuses", () => [ConsentDutyStatus], {
      nullable: true,
      description: "Only those that stand here.",
    })
    statuses: ConsentDutyStatus[] | null,
  ): Promise<ConnectionShape<ConsentDuty>> {
    const limit = parseFirst(first ?? 20);
    const position = parsePositionCursor(customerList, after);
    const duties = await loaders.consentDuties(customer.key, {
      limit: limit + 1,
      ...(position === undefined ? {} : { after: position }),
      ...(statuses === null || statuses === undefined ? {} : { statuses }),
    });
    return toConnection(toSlice(duties, limit), after, toConsentDuty, (duty) =>
      toPositionCursor(customerList, duty.dueAt, duty.id),
    );
  }

  @Query(() => ConsentDutyConnection, {
    name: "consentDuties",
    description: "What consents oblige the company to do, of all customers, the earliest due first.",
  })
  async dutiesOfAll(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @FirstArg(25) first: number | null,
    @AfterArg() after: string | null,
    @Arg("filter", () => ConsentDutyFilter, { nullable: true, description: "Narrows the list." })
    filter: ConsentDutyFilter | null,
  ): Promise<ConnectionShape<ConsentDuty>> {
    const limit = parseFirst(first ?? 25);
    const position = parsePositionCursor(dueList, after);
    const duties = await context.loaders.listConsentDuties({
      limit: limit + 1,
      filter: toDefinedMembers(filter) ?? {},
      ...(position === undefined ? {} : { after: position }),
    });
    const page = toSlice(duties, limit);
    await admitOwners(
      context,
      page.items.map(({ customerId }) => customerId),
      info,
    );
    return toConnection(page, after, toConsentDuty, (duty) => toPositionCursor(dueList, duty.dueAt, duty.id));
  }

  @Mutation(() => CompleteConsentDutyPayload, {
    description:
      "Records that a duty was done, late or in time. The same client key records it once. A RECONFIRMATION begins the next two years.",
  })
  async completeConsentDuty(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => CompleteConsentDutyInput, { description: "The duty." })
    input: CompleteConsentDutyInput,
  ): Promise<CompleteConsentDutyPayload> {
    const id = parseNodeIdOf("ConsentDuty", input.id, "input.id");
    const answer = await context.useCases.completeConsentDuty(context.actor(context.access.fieldsOf(info)), {
      ...input,
      id,
    });
    if ("refusal" in answer) return { duty: null, customer: null, refusal: toRefusal(answer.refusal) };
    const person = await admitChanged(context, answer.customerId, info);
    return {
      duty: toConsentDuty(answer.duty),
      customer: person === undefined ? null : toCustomer(person.ref),
      refusal: null,
    };
  }
}

/** ConsentDuty.record and ConsentDuty.customer */
@Resolver(() => ConsentDuty)
export class ConsentDutyResolver {
  @FieldResolver(() => ConsentRecord, {
    description: "The entry of the consent history from which it follows.",
  })
  async record(@Root() duty: ConsentDuty, @Ctx() { loaders }: RequestContext): Promise<ConsentRecord> {
    const record = await loaders.consentRecord(duty.source.recordId);
    if (record === undefined)
      throw new GatewayError("INTERNAL", "The record of this duty is not known any more.");
    return toConsentRecord(record);
  }

  @FieldResolver(() => Customer, {
    nullable: true,
    description: "Whom it is about; null when the customer is not known any more.",
  })
  customer(@Ctx() { access }: RequestContext, @Info() { path }: GraphQLResolveInfo): Customer | null {
    const person = access.personAt(path);
    return person === undefined ? null : toCustomer(person.ref);
  }
}
