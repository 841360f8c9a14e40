import { Field, InputType } from "type-graphql";
import { WebEventType } from "../../domains/customer/records.js";
import { DateTime } from "../scalars.js";

/** Narrows web events. */
@InputType({ description: "Narrows web events; members that are left out narrow nothing." })
export class WebEventFilter {
  @Field(() => [WebEventType], { nullable: true, description: "Only these kinds." })
  types?: WebEventType[] | null;

  @Field(() => [String], { nullable: true, description: "Only events of these names." })
  names?: string[] | null;

  @Field(() => String, { nullable: true, description: "Only events about this product." })
  product?: string | null;

  @Field(() => DateTime, { nullable: true, description: "From this time on." })
  since?: string | null;

  @Field(() => DateTime, { nullable: true, description: "Before this time." })
  until?: string | null;
}
