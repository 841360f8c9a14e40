import { Field, Int, ObjectType } from "type-graphql";
import { SimulationFact } from "../../domains/triggers/simulation/simulate-rule.js";
import { SuppressionReason } from "../../domains/triggers/trigger.js";
import { Refusal } from "../refusal.type.js";
import { Trigger } from "./trigger.type.js";

/** How many triggers stayed silent for a reason. */
@ObjectType({ description: "How many triggers would have stayed silent for a reason." })
export class SuppressionCount {
  @Field(() => SuppressionReason, {
    description: "The reason that decided: the first of those that applied.",
  })
  reason!: SuppressionReason;

  @Field(() => Int, { description: "Triggers that it decided about." })
  count!: number;
}

/** What simulateTriggerRule found. */
@ObjectType({
  description:
    "What a rule would have done between two times, had it been there and had nobody acted on its triggers.",
})
export class TriggerSimulation {
  @Field(() => Int, { description: "Events of that time that the rule can be about." })
  events!: number;

  @Field(() => Int, { description: "Customers of whom there was such an event." })
  customers!: number;

  @Field(() => Int, { description: "Triggers that would have been raised, whatever became of them." })
  raised!: number;

  @Field(() => Int, { description: "Triggers that would still be held back at the end." })
  held!: number;

  @Field(() => [SuppressionCount], {
    description:
      "Triggers that would have stayed silent, by the reason that decided, the most frequent first.",
  })
  suppressed!: readonly SuppressionCount[];

  @Field(() => [Trigger], {
    description: "At most 20 of these triggers, some of each outcome. None of them exists.",
  })
  examples!: readonly Trigger[];

  @Field(() => [SimulationFact], {
    description:
      "What the rule was judged by as it is today, because nobody keeps what it was then. Consents, preferences, limits, contacts, purchases, holdings and other triggers are taken as they were.",
  })
  asOfToday!: readonly SimulationFact[];

  @Field(() => Refusal, {
    nullable: true,
    description:
      "Why it was not tried: a mistake in the rule, or more than one request can look at; null when it was. All counts are 0 then.",
  })
  refusal!: Refusal | null;
}
