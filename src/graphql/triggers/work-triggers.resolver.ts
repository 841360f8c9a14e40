// Working a trigger. Whoever may not see one may not work it either, and is not told that it is there.
import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, ID, Info, Mutation, Resolver } from "type-graphql";
import { ContactResult } from "../../domains/customer/records.js";
import type { Refusal as RefusalValue } from "../../domains/refusal.js";
import type { WorkTriggerAnswer } from "../../domains/triggers/work-trigger.js";
import type { Actor } from "../../domains/use-case.js";
import { parseNodeIdOf } from "../../shared/ids.js";
import { admitChanged } from "../access/admit-changed.js";
import { toRefusal, type Refusal } from "../refusal.type.js";
import type { RequestContext } from "../request-context.js";
import {
  ClaimTriggerPayload,
  DismissTriggerPayload,
  ResolveTriggerPayload,
} from "./trigger-payloads.type.js";
import { toTrigger, type Trigger } from "./trigger.type.js";

const unknown: RefusalValue = { code: "NOT_FOUND", message: "There is no such trigger.", field: "id" };

/** Mutation.claimTrigger, Mutation.resolveTrigger and Mutation.dismissTrigger */
@Resolver()
export class WorkTriggersResolver {
  @Mutation(() => ClaimTriggerPayload, {
    description:
      "Takes a trigger, so that nobody else works on it. One caller wins, ever; repeated by that one, it answers the same.",
  })
  claimTrigger(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("id", () => ID, { description: "The trigger." }) id: string,
  ): Promise<ClaimTriggerPayload> {
    return work(context, info, id, (actor, key) => context.useCases.claimTrigger(actor, { id: key }));
  }

  @Mutation(() => ResolveTriggerPayload, {
    description:
      "Ends a trigger that you have claimed, with what came of it; one with a channel becomes a contact in the customer's history. Supervisors may end what others have claimed.",
  })
  resolveTrigger(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("id", () => ID, { description: "The trigger." }) id: string,
    @Arg("outcome", () => String, { description: "What came of it; at most 500 characters." })
    outcome: string,
    @Arg("result", () => ContactResult, {
      nullable: true,
      description:
        "How the contact ended, when the trigger has a channel; left out: as an outcome says that names a result, else DELIVERED.",
    })
    result: ContactResult | null,
  ): Promise<ResolveTriggerPayload> {
    const isSupervisor = supervises(context);
    return work(context, info, id, (actor, key) =>
      context.useCases.resolveTrigger(actor, { id: key, outcome, result, isSupervisor }),
    );
  }

  @Mutation(() => DismissTriggerPayload, {
    description:
      "Ends a trigger that you have claimed as not worth acting on. Supervisors may end what others have claimed.",
  })
  dismissTrigger(
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Arg("id", () => ID, { description: "The trigger." }) id: string,
    @Arg("reason", () => String, { description: "Why; at most 500 characters." }) reason: string,
  ): Promise<DismissTriggerPayload> {
    return work(context, info, id, (actor, key) =>
      context.useCases.dismissTrigger(actor, { id: key, reason, isSupervisor: supervises(context) }),
    );
  }
}

async function work(
  context: RequestContext,
  info: GraphQLResolveInfo,
  id: string,
  act: (actor: Actor, key: string) => Promise<WorkTriggerAnswer>,
): Promise<{ trigger: Trigger | null; refusal: Refusal | null }> {
  const key = parseNodeIdOf("Trigger", id, "id");
  if (!(await maySee(context, key))) return { trigger: null, refusal: toRefusal(unknown) };
  const answer = await act(context.actor(context.access.fieldsOf(info)), key);
  if ("refusal" in answer) return { trigger: null, refusal: toRefusal(answer.refusal) };
  await admitChanged(context, answer.customerId, info);
  return { trigger: toTrigger(answer.trigger), refusal: null };
}

async function maySee({ loaders, access }: RequestContext, key: string): Promise<boolean> {
  const trigger = await loaders.trigger(key);
  const ref = trigger && (await loaders.customer(trigger.customerId));
  return ref !== undefined && access.couldShow(ref, "Trigger");
}

function supervises({ access }: RequestContext): boolean {
  return access.viewerJudgement.decide("Viewer.supervisesTriggers").kind === "allow";
}
