import { Field, InputType } from "type-graphql";

/** Narrows customers. */
@InputType({ description: "Narrows customers; members that are left out narrow nothing." })
export class CustomerFilter {
  @Field(() => String, {
    nullable: true,
    description:
      "Part of the Korean or English name, an e-mail address, or a telephone number in any usual spelling; at most 200 characters. Needs a role that sees names.",
  })
  query?: string | null;

  @Field(() => [String], { nullable: true, description: "Only these tiers." })
  tiers?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Only these branches." })
  branches?: string[] | null;
}
