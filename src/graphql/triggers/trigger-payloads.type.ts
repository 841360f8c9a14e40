import { Field, ObjectType } from "type-graphql";
import { Refusal } from "../refusal.type.js";
import { Trigger } from "./trigger.type.js";

/** What claimTrigger did. */
@ObjectType({ description: "What claimTrigger did, or why not." })
export class ClaimTriggerPayload {
  @Field(() => Trigger, { nullable: true, description: "The trigger, now yours; null when refused." })
  trigger!: Trigger | null;

  @Field(() => Refusal, {
    nullable: true,
    description: "Why you did not get it: ALREADY_CLAIMED when somebody else was first; null when you did.",
  })
  refusal!: Refusal | null;
}

/** What resolveTrigger did. */
@ObjectType({ description: "What resolveTrigger did, or why not." })
export class ResolveTriggerPayload {
  @Field(() => Trigger, { nullable: true, description: "The trigger as it is now; null when refused." })
  trigger!: Trigger | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}

/** What dismissTrigger did. */
@ObjectType({ description: "What dismissTrigger did, or why not." })
export class DismissTriggerPayload {
  @Field(() => Trigger, { nullable: true, description: "The trigger as it is now; null when refused." })
  trigger!: Trigger | null;

  @Field(() => Refusal, { nullable: true, description: "Why it was not done; null when it was." })
  refusal!: Refusal | null;
}
