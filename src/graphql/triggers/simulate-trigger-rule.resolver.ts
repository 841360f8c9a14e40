import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";
import { parseNodeIdOf } from "../../shared/ids.js";
import { toRefusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import { DateTime } from "../scalars.js";
import { SaveTriggerRuleInput } from "./trigger-rule.type.js";
import { TriggerSimulation } from "./trigger-simulation.type.js";
import { toTrigger } from "./trigger.type.js";

/** Mutation.simulateTriggerRule */
@Resolver()
export class SimulateTriggerRuleResolver {
  @Mutation(() => TriggerSimulation, {
    description:
      "Tries a rule on the past, of the customers whose triggers you may see. Nothing is saved, raised or sent. `enabled` and `version` are no matter.",
  })
  async simulateTriggerRule(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => SaveTriggerRuleInput, {
      description: "The rule; with an id, the triggers that it has raised so far do not count.",
    })
    { id, name, definition }: SaveTriggerRuleInput,
    @Arg("from", () => DateTime, { description: "Events are looked at that happened from then on." })
    from: string,
    @Arg("to", () => DateTime, { description: "And before then; at most 400 days later." }) to: string,
  ): Promise<TriggerSimulation> {
    const rule = id === null || id === undefined ? null : parseNodeIdOf("TriggerRule", id, "input.id");
    const answer = await context.useCases.simulateTriggerRule(
      (customerIds) => listVisible(context, customerIds),
      { rule, name, definition, from, to },
    );
    if ("refusal" in answer) {
      const nothing = {
        events: 0,
        customers: 0,
        raised: 0,
        held: 0,
        suppressed: [],
        examples: [],
        asOfToday: [],
      };
      return { ...nothing, refusal: toRefusal(answer.refusal) };
    }
    const { simulation } = answer;
    const refs = await Promise.all(
      simulation.examples.map(({ customerId }) => context.loaders.customer(customerId)),
    );
    const shown = simulation.examples.flatMap((trigger, at) => {
      const ref = refs[at];
      return ref === undefined ? [] : [{ trigger, ref }];
    });
    await Promise.all(
      shown.map(({ ref }, index) => context.access.admit(ref, info, { index, action: "SEARCH" })),
    );
    return { ...simulation, examples: shown.map(({ trigger }) => toTrigger(trigger)), refusal: null };
  }
}

/** Judged in a context of their own, so that the request remembers none of the many. */
async function listVisible(context: RequestContext, customerIds: readonly string[]): Promise<string[]> {
  const { loaders, access } = context.renew();
  const refs = await Promise.all(customerIds.map((id) => loaders.customer(id)));
  const visible = await Promise.all(
    refs.map(async (ref) =>
      ref !== undefined && (await access.couldShow(ref, "Trigger")) ? ref.id : undefined,
    ),
  );
  return visible.filter((id) => id !== undefined);
}
