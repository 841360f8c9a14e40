import { Field, InputType } from "type-graphql";
import { Direction, TransferCategory } from "../../domains/customer/records.js";
import { DateTime } from "../scalars.js";

/** Narrows transfers. */
@InputType({ description: "Narrows transfers; members that are left out narrow nothing." })
export class TransferFilter {
  @Field(() => Direction, {
    nullable: true,
    description: "Only money that came in, or only money that went out.",
  })
  direction?: Direction | null;

  @Field(() => [TransferCategory], { nullable: true, description: "Only these categories." })
  categories?: TransferCategory[] | null;

  @Field(() => DateTime, { nullable: true, description: "From this time on." })
  since?: string | null;

  @Field(() => DateTime, { nullable: true, description: "Before this time." })
  until?: string | null;
}
