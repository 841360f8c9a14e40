import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { StoredRule } from "../../domains/triggers/rules/stored-rule.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { Refusal } from "../refusal.type.js";
import { DateTime, JSONObject } from "../scalars.js";

/** What turns events into triggers. */
@ObjectType({
  implements: Node,
  description: "A rule: what it waits for in the events of a customer, and what holds for acting on it.",
})
export class TriggerRule extends Node {
  readonly __typename = "TriggerRule";

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => String, { description: "Its name, which never changes; `Trigger.rule` repeats it." })
  name!: string;

  @Field(() => Boolean, { description: "Whether it looks at events." })
  enabled!: boolean;

  @Field(() => JSONObject, {
    description: "The rule itself, as it was saved, in the language of docs/rules.md.",
  })
  definition!: object;

  @Field(() => Int, { description: "Counts the times it was saved; needed to save it again." })
  version!: number;

  @Field(() => String, {
    description: "Who saved this version; `system:built-in` for a rule of the product.",
  })
  savedBy!: string;

  @Field(() => DateTime, { description: "When this version was saved." })
  savedAt!: string;
}

/** A rule to be saved. */
@InputType({ description: "A rule to be saved." })
export class SaveTriggerRuleInput {
  @Field(() => ID, { nullable: true, description: "The rule to be changed; without it a new one is made." })
  id?: string | null;

  @Field(() => String, {
    description:
      "Its name, 1 to 80 letters, digits, blanks, hyphens and dots; that of a rule that is changed is repeated.",
  })
  name!: string;

  @Field(() => Boolean, { description: "Whether it is to look at events." })
  enabled!: boolean;

  @Field(() => JSONObject, { description: "The rule itself, in the language of docs/rules.md." })
  definition!: Record<string, unknown>;

  @Field(() => Int, { nullable: true, description: "The version that you know; needed to change a rule." })
  version?: number | null;
}

/** What saveTriggerRule did. */
@ObjectType({ description: "The version that was saved, or why none was." })
export class SaveTriggerRulePayload {
  @Field(() => TriggerRule, { nullable: true, description: "The rule as it is now; null when refused." })
  rule!: TriggerRule | null;

  @Field(() => Refusal, {
    nullable: true,
    description:
      "Why it was not saved; null when it was. For INVALID_INPUT `field` is the place of the mistake, e.g. definition.when.count.within.",
  })
  refusal!: Refusal | null;
}

/** The API's object of a rule. */
export function toTriggerRule(rule: StoredRule): TriggerRule {
  const { name, enabled, definition, version, savedBy, savedAt } = rule;
  const id = toNodeId("TriggerRule", name);
  return { __typename: "TriggerRule", id, name, enabled, definition, version, savedBy, savedAt };
}
