import { Field, ObjectType } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import { Refusal } from "../refusal.type.js";
import { ConsentRecord } from "./consent.type.js";

/** What recordConsent did. */
@ObjectType({ description: "What recordConsent did, or why not." })
export class RecordConsentPayload {
  @Field(() => ConsentRecord, { nullable: true, description: "The entry; null when refused." })
  record!: ConsentRecord | null;

  @Field(() => Customer, { nullable: true, description: "The customer afterwards; null when refused." })
  customer!: Customer | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}
