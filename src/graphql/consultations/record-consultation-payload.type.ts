import { Field, ObjectType } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import { Refusal } from "../refusal.type.js";
import { Consultation } from "./consultation.type.js";

/** What recordConsultation did. */
@ObjectType({ description: "What recordConsultation did, or why not." })
export class RecordConsultationPayload {
  @Field(() => Consultation, {
    nullable: true,
    description: "The conversation as recorded; null when refused.",
  })
  consultation!: Consultation | null;

  @Field(() => Customer, { nullable: true, description: "The customer afterwards; null when refused." })
  customer!: Customer | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}
