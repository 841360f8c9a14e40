import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import { admitChanged } from "../access/admit-changed.js";
import { Customer, toCustomer } from "../customer/customer.type.js";
import { toDefinedMembers } from "../defined-members.js";
import type { ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { loadFacetConnection } from "../paging/load-facet-connection.js";
import type { RequestContext } from "../request-context.js";
import { toRefusal } from "../refusal.type.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { ConsultationFilter } from "./consultation-filter.input.js";
import { ConsultationConnection, toConsultation, type Consultation } from "./consultation.type.js";
import { RecordConsultationInput } from "./record-consultation.input.js";
import { RecordConsultationPayload } from "./record-consultation-payload.type.js";

/** Customer.consultations and Mutation.recordConsultation */
@Resolver(() => Customer)
export class ConsultationsResolver {
  @FieldResolver(() => ConsultationConnection, {
    nullable: true,
    description: "Conversations with the customer, newest first; null while the source is down.",
  })
  consultations(
    @Root() customer: Customer,
    @Ctx() context: RequestContext,
    @FirstArg(10) first: number | null,
    @AfterArg() after: string | null,
    @Arg("filter", () => ConsultationFilter, { nullable: true, description: "Narrows the list." })
    filter: ConsultationFilter | null,
  ): Promise<ConnectionShape<Consultation>> {
    return loadFacetConnection(
      context,
      "consultations",
      customer.key,
      { first: first ?? 10, after, filter: toDefinedMembers(filter) },
      toConsultation,
    );
  }

  @Mutation(() => RecordConsultationPayload, {
    description: "Records a conversation with a customer. The same client key records it once.",
  })
  async recordConsultation(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => RecordConsultationInput, { description: "The conversation." })
    input: RecordConsultationInput,
  ): Promise<RecordConsultationPayload> {
    const customerId = parseNodeIdOf("Customer", input.customerId, "input.customerId");
    const answer = await context.useCases.recordConsultation(context.actor(context.access.fieldsOf(info)), {
      ...input,
      customerId,
    });
    if ("refusal" in answer)
      return { consultation: null, customer: null, refusal: toRefusal(answer.refusal) };
    const person = await admitChanged(context, answer.customerId, info);
    return {
      consultation:
        person !== undefined && context.access.mayShow(person, "Consultation", info.path)
          ? toConsultation(answer.consultation)
          : null,
      customer: person === undefined ? null : toCustomer(person.ref),
      refusal: null,
    };
  }
}
