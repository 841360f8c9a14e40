import { Field, ObjectType } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import { Refusal } from "../refusal.type.js";
import { ConsentDuty } from "./consent-duty.type.js";

/** What completeConsentDuty did. */
@ObjectType({ description: "What completeConsentDuty did, or why not." })
export class CompleteConsentDutyPayload {
  @Field(() => ConsentDuty, { nullable: true, description: "The duty as it is now; null when refused." })
  duty!: ConsentDuty | null;

  @Field(() => Customer, { nullable: true, description: "The customer whom it is about; null when refused." })
  customer!: Customer | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}
