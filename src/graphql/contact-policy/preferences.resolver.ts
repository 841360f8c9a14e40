import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import { toVersionId } from "../../domains/contact-policy/preferences-store.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { parseFirst, toSlice } from "../../shared/page.js";
import { admitChanged } from "../access/admit-changed.js";
import { Customer, toCustomer } from "../customer/customer.type.js";
import { toConnection, type ConnectionShape } from "../paging/connection.js";
import { AfterArg, FirstArg } from "../paging/first-arg.js";
import { parsePositionCursor, toPositionCursor } from "../paging/position-cursor.js";
import { toRefusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import {
  PreferencesVersionConnection,
  toPreferencesVersion,
  type PreferencesVersion,
} from "./preferences-version.type.js";
import { Preferences } from "./preferences.type.js";
import { UpdatePreferencesInput } from "./update-preferences.input.js";
import { UpdatePreferencesPayload } from "./update-preferences-payload.type.js";

const history = "preferencesHistory";

/** Customer.preferences, Customer.preferencesHistory and Mutation.updatePreferences */
@Resolver(() => Customer)
export class PreferencesResolver {
  @FieldResolver(() => Preferences, { description: "How the customer wants to be contacted." })
  preferences(@Root() customer: Customer, @Ctx() { loaders }: RequestContext): Promise<Preferences> {
    return loaders.preferences(customer.key);
  }

  @FieldResolver(() => PreferencesVersionConnection, {
    nullable: true,
    description: "Every change of the preferences, newest first; null while the store is down.",
  })
  async preferencesHistory(
    @Root() customer: Customer,
    @Ctx() { loaders }: RequestContext,
    @FirstArg(20) first: number | null,
    @AfterArg() after: string | null,
  ): Promise<ConnectionShape<PreferencesVersion>> {
    const limit = parseFirst(first ?? 20);
    const position = parsePositionCursor(history, after);
    const versions = await loaders.preferencesHistory(customer.key, {
      limit: limit + 1,
      ...(position === undefined ? {} : { after: position }),
    });
    return toConnection(toSlice(versions, limit), after, toPreferencesVersion, (version) =>
      toPositionCursor(history, version.changedAt, toVersionId(version)),
    );
  }

  @Mutation(() => UpdatePreferencesPayload, {
    description:
      "Changes how a customer wants to be contacted. A stale version is refused, never overwritten.",
  })
  async updatePreferences(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => UpdatePreferencesInput, { description: "The change." }) input: UpdatePreferencesInput,
  ): Promise<UpdatePreferencesPayload> {
    const customerId = parseNodeIdOf("Customer", input.customerId, "input.customerId");
    const answer = await context.useCases.updatePreferences(context.actor(context.access.fieldsOf(info)), {
      ...input,
      customerId,
    });
    if ("refusal" in answer) return { preferences: null, customer: null, refusal: toRefusal(answer.refusal) };
    const person = await admitChanged(context, answer.customerId, info);
    return {
      preferences: answer.preferences,
      customer: person === undefined ? null : toCustomer(person.ref),
      refusal: null,
    };
  }
}
