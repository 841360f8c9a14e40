import { Field, Float, ID, InputType } from "type-graphql";
import { TriggerStatus } from "../../domains/triggers/trigger.js";

/** Narrows triggers. */
@InputType({ description: "Narrows triggers; members that are left out narrow nothing." })
export class TriggerFilter {
  @Field(() => [String], { nullable: true, description: "Only triggers of these rules." })
  rules?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "Only triggers about these customers." })
  customerIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: "Only triggers about customers of these branches." })
  branches?: string[] | null;

  @Field(() => Float, { nullable: true, description: "Only triggers of at least this priority, 0 to 1." })
  minPriority?: number | null;

  @Field(() => [TriggerStatus], { nullable: true, description: "Only triggers that stand here." })
  statuses?: TriggerStatus[] | null;
}
