import { Field, Float, ID, ObjectType } from "type-graphql";
import { Purpose } from "../../domains/consent/consent.js";
import { Channel } from "../../domains/customer/channel.js";
import {
  SuppressionReason,
  TriggerStatus,
  type Trigger as TriggerValue,
} from "../../domains/triggers/trigger.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** A moment that matters. */
@ObjectType({
  implements: Node,
  description: "A moment that matters: what happened, why it matters, and until when.",
})
export class Trigger extends Node {
  readonly __typename = "Trigger";

  /** The trigger in the gateway's own words, for what is loaded through it. */
  readonly source!: TriggerValue;

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => String, { description: "Name of the rule that raised it." })
  rule!: string;

  @Field(() => TriggerStatus, { description: "Where it stands." })
  status!: TriggerStatus;

  @Field(() => Float, { description: "How urgent it is, 0 to 1." })
  priority!: number;

  @Field(() => String, { description: "What happened, in a few words." })
  title!: string;

  @Field(() => String, { description: "Why it matters, in a sentence." })
  explanation!: string;

  @Field(() => DateTime, { description: "When it was raised." })
  raisedAt!: string;

  @Field(() => DateTime, { description: "Until when it is worth acting on." })
  expiresAt!: string;

  @Field(() => Float, { description: "Expected value of acting, 0 to 1." })
  value!: number;

  @Field(() => [SuppressionReason], { description: "Why it was held back; empty when it was raised." })
  suppressedBy!: readonly SuppressionReason[];

  @Field(() => DateTime, {
    nullable: true,
    description: "Until when it is held back, when it is judged again; null unless it is HELD.",
  })
  heldUntil!: string | null;

  @Field(() => Purpose, { description: "What the customer's data is used for when somebody acts on it." })
  purpose!: Purpose;

  @Field(() => Channel, {
    nullable: true,
    description: "How the customer is to be contacted; null when it is for an agent who serves them anyway.",
  })
  channel!: Channel | null;

  @Field(() => String, {
    nullable: true,
    description: "Topic of the customer's preferences that it falls under; null when under none.",
  })
  topic!: string | null;

  @Field(() => String, { nullable: true, description: "Product that it is about; null when about none." })
  product!: string | null;

  @Field(() => String, { nullable: true, description: "Who works on it; null while nobody does." })
  claimedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "Since when; null while nobody works on it." })
  claimedAt!: string | null;

  @Field(() => String, { nullable: true, description: "What came of it; null while it is open." })
  outcome!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it was resolved or dismissed; null while it is open.",
  })
  closedAt!: string | null;
}

/** TriggerConnection */
export const TriggerConnection = defineConnection("Trigger", "triggers", () => Trigger);

/** The API's object of a trigger. */
export function toTrigger(source: TriggerValue): Trigger {
  return {
    __typename: "Trigger",
    source,
    id: toNodeId("Trigger", source.id),
    rule: source.rule,
    status: source.status,
    priority: source.priority,
    title: source.title,
    explanation: source.explanation,
    raisedAt: source.raisedAt,
    expiresAt: source.expiresAt,
    value: source.value,
    suppressedBy: source.suppressedBy,
    heldUntil: source.heldUntil,
    purpose: source.terms.purpose,
    channel: source.terms.channel,
    topic: source.terms.topic,
    product: source.terms.product,
    claimedBy: source.claimedBy,
    claimedAt: source.claimedAt,
    outcome: source.outcome,
    closedAt: source.closedAt,
  };
}
