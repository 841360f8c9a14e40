import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { Customer, toCustomerById } from "../customer/customer.type.js";
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
    @Arg("input", () => RecordConsultationInput, { description: "The conversation." })
    input: RecordConsultationInput,
  ): Promise<RecordConsultationPayload> {
    const customerId = parseNodeIdOf("Customer", input.customerId, "input.customerId");
    const answer = await context.useCases.recordConsultation(context.actor([]), { ...input, customerId });
    if ("refusal" in answer)
      return { consultation: null, customer: null, refusal: toRefusal(answer.refusal) };
    context.loaders.forget(answer.customerId);
    return {
      consultation: toConsultation(answer.consultation),
      customer: await toCustomerById(context, answer.customerId),
      refusal: null,
    };
  }
}
