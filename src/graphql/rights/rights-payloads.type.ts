import { Field, ObjectType } from "type-graphql";
import { Purpose } from "../../domains/consent/consent.js";
import { Customer } from "../customer/customer.type.js";
import { Refusal } from "../refusal.type.js";
import { DateTime } from "../scalars.js";
import { RightsRequest } from "./rights-request.type.js";

/** What recordRightsRequest, resolveRightsRequest and extendRightsRequest did. */
@ObjectType({ description: "What was done to a rights request, or why not." })
export class RightsRequestPayload {
  @Field(() => RightsRequest, { nullable: true, description: "The request; null when refused." })
  request!: RightsRequest | null;

  @Field(() => Customer, { nullable: true, description: "The customer afterwards; null when refused." })
  customer!: Customer | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}

/** How the processing of a customer's data is limited. */
@ObjectType({ description: "How the processing of a customer's data is limited." })
export class ProcessingLimits {
  @Field(() => DateTime, {
    nullable: true,
    description: "Since when the data may only be stored; null when it is not restricted.",
  })
  restrictedAt!: string | null;

  @Field(() => [Purpose], { description: "Purposes that the customer objects to." })
  objections!: readonly Purpose[];
}

/** What liftRestriction and withdrawObjection did. */
@ObjectType({ description: "What was done to the limits of a customer, or why not." })
export class ProcessingLimitsPayload {
  @Field(() => ProcessingLimits, { nullable: true, description: "The limits afterwards; null when refused." })
  limits!: ProcessingLimits | null;

  @Field(() => Customer, { nullable: true, description: "The customer afterwards; null when refused." })
  customer!: Customer | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}
