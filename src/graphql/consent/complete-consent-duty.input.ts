import { Field, ID, InputType } from "type-graphql";

/** A duty that was done. */
@InputType({ description: "A duty that was done, and how." })
export class CompleteConsentDutyInput {
  @Field(() => String, {
    description: "Makes the call repeatable: the same key gives the first answer again.",
  })
  clientKey!: string;

  @Field(() => ID, { description: "The duty; one of kind EXPIRY is refused, since it happens by itself." })
  id!: string;

  @Field(() => String, {
    description: "How the person was told or asked, e.g. sms, letter, call; at most 100 characters.",
  })
  method!: string;

  @Field(() => String, {
    nullable: true,
    description: "Anything else to remember; at most 1,000 characters.",
  })
  note?: string | null;
}
