import { Field, ID, InputType, Int } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";
import { DateTime } from "../scalars.js";

/** A conversation to be recorded. */
@InputType({ description: "A conversation to be recorded." })
export class RecordConsultationInput {
  @Field(() => String, {
    description: "Makes the call repeatable: the same key gives the first answer again.",
  })
  clientKey!: string;

  @Field(() => ID, { description: "The customer." })
  customerId!: string;

  @Field(() => Channel, { description: "Where the conversation took place." })
  channel!: Channel;

  @Field(() => DateTime, { description: "When it began." })
  startedAt!: string;

  @Field(() => DateTime, { nullable: true, description: "When it ended; left out while it lasts." })
  endedAt?: string | null;

  @Field(() => String, { nullable: true, description: "Product it was about." })
  product?: string | null;

  @Field(() => String, { nullable: true, description: "What it was about." })
  topic?: string | null;

  @Field(() => String, { nullable: true, description: "One or two sentences." })
  summary?: string | null;

  @Field(() => String, { nullable: true, description: "The agent's notes." })
  notes?: string | null;

  @Field(() => String, { nullable: true, description: "How it ended." })
  outcome?: string | null;

  @Field(() => Int, { nullable: true, description: "The customer's mark, 1 (bad) to 5 (good)." })
  satisfaction?: number | null;
}
