import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { parseNodeIdOf } from "../../shared/ids.js";
import { Customer, toCustomerById } from "../customer/customer.type.js";
import { toRefusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import { Preferences } from "./preferences.type.js";
import { UpdatePreferencesInput } from "./update-preferences.input.js";
import { UpdatePreferencesPayload } from "./update-preferences-payload.type.js";

/** Customer.preferences and Mutation.updatePreferences */
@Resolver(() => Customer)
export class PreferencesResolver {
  @FieldResolver(() => Preferences, { description: "How the customer wants to be contacted." })
  preferences(@Root() customer: Customer, @Ctx() { loaders }: RequestContext): Promise<Preferences> {
    return loaders.preferences(customer.key);
  }

  @Mutation(() => UpdatePreferencesPayload, {
    description:
      "Changes how a customer wants to be contacted. A stale version is refused, never overwritten.",
  })
  async updatePreferences(
    @Ctx() context: RequestContext,
    @Arg("input", () => UpdatePreferencesInput, { description: "The change." }) input: UpdatePreferencesInput,
  ): Promise<UpdatePreferencesPayload> {
    const customerId = parseNodeIdOf("Customer", input.customerId, "input.customerId");
    const answer = await context.useCases.updatePreferences(context.actor([]), { ...input, customerId });
    if ("refusal" in answer) return { preferences: null, customer: null, refusal: toRefusal(answer.refusal) };
    context.loaders.forget(answer.customerId);
    return {
      preferences: answer.preferences,
      customer: await toCustomerById(context, answer.customerId),
      refusal: null,
    };
  }
}
