import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";
import type { RightsRequestAnswer } from "../../domains/rights/record-rights-request.js";
import type { LimitsAnswer } from "../../domains/rights/lift-limits.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { admitChanged } from "../access/admit-changed.js";
import { toCustomer } from "../customer/customer.type.js";
import { toRefusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import { ProcessingLimitsPayload, RightsRequestPayload } from "./rights-payloads.type.js";
import {
  ExtendRightsRequestInput,
  LiftRestrictionInput,
  RecordRightsRequestInput,
  ResolveRightsRequestInput,
  WithdrawObjectionInput,
} from "./rights-request.input.js";
import { toRightsRequest } from "./rights-request.type.js";

/** Mutations of rights requests and of the limits that they set. */
@Resolver()
export class RightsMutationsResolver {
  @Mutation(() => RightsRequestPayload, {
    description:
      "Records what a person asks by right; its clock of ten days begins. The same client key records it once.",
  })
  async recordRightsRequest(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => RecordRightsRequestInput, { description: "The request." })
    input: RecordRightsRequestInput,
  ): Promise<RightsRequestPayload> {
    const customerId = parseNodeIdOf("Customer", input.customerId, "input.customerId");
    const actor = context.actor(context.access.fieldsOf(info));
    return toPayload(
      context,
      info,
      await context.useCases.recordRightsRequest(actor, { ...input, customerId }),
    );
  }

  @Mutation(() => RightsRequestPayload, { description: "Ends a rights request." })
  async resolveRightsRequest(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => ResolveRightsRequestInput, { description: "How it ends." })
    input: ResolveRightsRequestInput,
  ): Promise<RightsRequestPayload> {
    const id = parseNodeIdOf("RightsRequest", input.id, "input.id");
    const actor = context.actor(context.access.fieldsOf(info));
    return toPayload(context, info, await context.useCases.resolveRightsRequest(actor, { ...input, id }));
  }

  @Mutation(() => RightsRequestPayload, {
    description: "Gives a request for access or portability a longer time, once and with a reason.",
  })
  async extendRightsRequest(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => ExtendRightsRequestInput, { description: "Until when and why." })
    input: ExtendRightsRequestInput,
  ): Promise<RightsRequestPayload> {
    const id = parseNodeIdOf("RightsRequest", input.id, "input.id");
    const actor = context.actor(context.access.fieldsOf(info));
    return toPayload(context, info, await context.useCases.extendRightsRequest(actor, { ...input, id }));
  }

  @Mutation(() => ProcessingLimitsPayload, {
    description: "Ends the restriction of a customer's data; requests for it that are open are fulfilled.",
  })
  async liftRestriction(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => LiftRestrictionInput, { description: "Whose, and why." })
    input: LiftRestrictionInput,
  ): Promise<ProcessingLimitsPayload> {
    const customerId = parseNodeIdOf("Customer", input.customerId, "input.customerId");
    const actor = context.actor(context.access.fieldsOf(info));
    return toLimitsPayload(
      context,
      info,
      await context.useCases.liftRestriction(actor, { ...input, customerId }),
    );
  }

  @Mutation(() => ProcessingLimitsPayload, {
    description: "Takes objections of a customer back; requests for them that are open are fulfilled.",
  })
  async withdrawObjection(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("input", () => WithdrawObjectionInput, { description: "Whose, to what, and why." })
    input: WithdrawObjectionInput,
  ): Promise<ProcessingLimitsPayload> {
    const customerId = parseNodeIdOf("Customer", input.customerId, "input.customerId");
    const actor = context.actor(context.access.fieldsOf(info));
    return toLimitsPayload(
      context,
      info,
      await context.useCases.withdrawObjection(actor, { ...input, customerId }),
    );
  }
}

async function toPayload(
  context: RequestContext,
  info: GraphQLResolveInfo,
  answer: RightsRequestAnswer,
): Promise<RightsRequestPayload> {
  if ("refusal" in answer) return { request: null, customer: null, refusal: toRefusal(answer.refusal) };
  const person = await admitChanged(context, answer.customerId, info);
  return {
    request: toRightsRequest(answer.request, context.clock.now()),
    customer: person === undefined ? null : toCustomer(person.ref),
    refusal: null,
  };
}

async function toLimitsPayload(
  context: RequestContext,
  info: GraphQLResolveInfo,
  answer: LimitsAnswer,
): Promise<ProcessingLimitsPayload> {
  if ("refusal" in answer) return { limits: null, customer: null, refusal: toRefusal(answer.refusal) };
  const person = await admitChanged(context, answer.customerId, info);
  return {
    limits: answer.limits,
    customer: person === undefined ? null : toCustomer(person.ref),
    refusal: null,
  };
}
