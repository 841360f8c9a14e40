import { Field, InputType } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";
import { DateTime } from "../scalars.js";

/** Narrows consultations. */
@InputType({ description: "Narrows consultations; members that are left out narrow nothing." })
export class ConsultationFilter {
  @Field(() => [Channel], { nullable: true, description: "Only these channels." })
  channels?: Channel[] | null;

  @Field(() => [String], { nullable: true, description: "Only these topics." })
  topics?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: "Begun from this time on." })
  since?: string | null;

  @Field(() => DateTime, { nullable: true, description: "Begun before this time." })
  until?: string | null;
}
