import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { parseNodeIdOf } from "../../shared/ids.js";
import { toRefusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import {
  SaveTriggerRuleInput,
  SaveTriggerRulePayload,
  toTriggerRule,
  TriggerRule,
} from "./trigger-rule.type.js";

/** Query.triggerRules and Mutation.saveTriggerRule */
@Resolver()
export class TriggerRulesResolver {
  @Query(() => [TriggerRule], { description: "All rules, each in its newest version, by name." })
  async triggerRules(@Ctx() { useCases }: RequestContext): Promise<TriggerRule[]> {
    return (await useCases.listTriggerRules()).map(toTriggerRule);
  }

  @Mutation(() => SaveTriggerRulePayload, {
    description:
      "Saves a rule as its next version. It holds for every event that is recorded from then on, in every process.",
  })
  async saveTriggerRule(
    @Ctx() context: RequestContext,
    @Arg("input", () => SaveTriggerRuleInput, { description: "The rule." }) input: SaveTriggerRuleInput,
  ): Promise<SaveTriggerRulePayload> {
    const { id, name, enabled, definition, version } = input;
    const rule = id === null || id === undefined ? null : parseNodeIdOf("TriggerRule", id, "input.id");
    const asked = { rule, name, enabled, definition, version: version ?? null };
    const answer = await context.useCases.saveTriggerRule(context.actor([]), asked);
    if ("refusal" in answer) return { rule: null, refusal: toRefusal(answer.refusal) };
    return { rule: toTriggerRule(answer.rule), refusal: null };
  }
}
