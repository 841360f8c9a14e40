import { Field, InputType } from "type-graphql";
import { ConsentDutyKind, ConsentDutyStatus } from "../../domains/consent/consent-duty.js";
import { DateTime } from "../scalars.js";

/** Narrows duties. */
@InputType({ description: "Narrows duties; members that are left out narrow nothing." })
export class ConsentDutyFilter {
  @Field(() => [ConsentDutyKind], { nullable: true, description: "Only duties of these kinds." })
  kinds?: ConsentDutyKind[] | null;

  @Field(() => [ConsentDutyStatus], { nullable: true, description: "Only duties that stand here." })
  statuses?: ConsentDutyStatus[] | null;

  @Field(() => DateTime, { nullable: true, description: "Only duties that are due before this time." })
  dueBefore?: string | null;
}
