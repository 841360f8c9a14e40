import { Field, ObjectType } from "type-graphql";
import { Customer } from "../customer/customer.type.js";
import { Refusal } from "../refusal.type.js";
import { Preferences } from "./preferences.type.js";

/** What updatePreferences did. */
@ObjectType({ description: "What updatePreferences did, or why not." })
export class UpdatePreferencesPayload {
  @Field(() => Preferences, { nullable: true, description: "The preferences afterwards; null when refused." })
  preferences!: Preferences | null;

  @Field(() => Customer, { nullable: true, description: "The customer afterwards; null when refused." })
  customer!: Customer | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}
