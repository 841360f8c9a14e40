// Working a trigger: somebody takes it, and later says what came of it. One transaction a step, with its event and its entry
// of the access log; of a hundred who take it at the same time the lock on its row lets one be first.
import { shiftInstant, toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { ContactResult } from "../customer/records.js";
import type { NewEvent } from "../events/event.js";
import { parseText } from "../input-rules.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import type { Transaction } from "../unit-of-work.js";
import { runChange, type Actor, type UseCaseParts } from "../use-case.js";
import { toContactEvent, toContactResult } from "./contact-outcome.js";
import { attemptsMs } from "./silence/look-back.js";
import type { Trigger } from "./trigger.js";
import { isOver, toTriggerEvent, toTriggerTimerKey } from "./trigger-steps.js";

/** The trigger as it is afterwards and its customer, or why nothing was done. */
export type WorkTriggerAnswer =
  | { readonly trigger: Trigger; readonly customerId: string }
  | { readonly refusal: Refusal };

/** Takes a trigger for the actor. Repeated by the one who has it, it answers the same. */
export function claimTrigger(
  parts: UseCaseParts,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<WorkTriggerAnswer> {
  return change(parts, actor, id, async (transaction, { trigger, now }) => {
    if (trigger.status === "CLAIMED" && trigger.claimedBy === actor.id) return trigger;
    refuseClaim(trigger, actor, now);
    const claimed: Trigger = { ...trigger, status: "CLAIMED", claimedBy: actor.id, claimedAt: now };
    await transaction.triggers.save(claimed);
    await transaction.schedule.cancel([toTriggerTimerKey(claimed)]);
    await transaction.webhooks.add(claimed, "claimed", now);
    await transaction.events.append([toTriggerEvent(claimed, "claimed", now)]);
    return claimed;
  });
}

/** How a trigger ends; `isSupervisor`: the actor may end what others work on. */
export interface EndTriggerInput {
  readonly id: string;
  readonly isSupervisor: boolean;
}

/** Ends a trigger that was worked on, with what came of it; a customer who was contacted has that in their history. */
export function resolveTrigger(
  parts: UseCaseParts,
  actor: Actor,
  input: EndTriggerInput & { readonly outcome: string; readonly result?: ContactResult | null },
): Promise<WorkTriggerAnswer> {
  return end(parts, actor, input, ({ trigger, others, now }) => {
    const outcome = parseText("outcome", input.outcome, 500);
    const result = input.result ?? toContactResult(outcome);
    const contact = toContactEvent(trigger, others, result, now);
    const contactedAt = contact === undefined ? trigger.contactedAt : (trigger.contactedAt ?? now);
    const ended = { ...trigger, status: "RESOLVED" as const, outcome, closedAt: now, contactedAt };
    return { ended, events: contact === undefined ? [] : [contact] };
  });
}

/** Ends a trigger that is not worth acting on, with the reason. */
export function dismissTrigger(
  parts: UseCaseParts,
  actor: Actor,
  input: EndTriggerInput & { readonly reason: string },
): Promise<WorkTriggerAnswer> {
  return end(parts, actor, input, ({ trigger, now }) => {
    const outcome = parseText("reason", input.reason, 500);
    return { ended: { ...trigger, status: "DISMISSED" as const, outcome, closedAt: now }, events: [] };
  });
}

/** A trigger that nobody else changes until the transaction ends, with those of its customer. */
interface Locked {
  readonly trigger: Trigger;
  readonly others: readonly Trigger[];
  readonly now: Instant;
}

/** The trigger as it ends, and what else happened by that. */
interface Ending {
  readonly ended: Trigger & { readonly status: "RESOLVED" | "DISMISSED" };
  readonly events: readonly NewEvent[];
}

function end(
  parts: UseCaseParts,
  actor: Actor,
  { id, isSupervisor }: EndTriggerInput,
  conclude: (at: Locked) => Ending,
): Promise<WorkTriggerAnswer> {
  return change(parts, actor, id, async (transaction, locked) => {
    const { trigger, now } = locked;
    if (trigger.status !== "CLAIMED") {
      refuse(
        "INVALID_TRANSITION",
        `It is ${trigger.status}; only what somebody works on can be ended.`,
        "id",
      );
    }
    if (trigger.claimedBy !== actor.id && !isSupervisor) {
      refuse("INVALID_TRANSITION", "Somebody else works on it, and ends it.", "id");
    }
    const { ended, events } = conclude(locked);
    await transaction.triggers.save(ended);
    const step = ended.status === "RESOLVED" ? "resolved" : "dismissed";
    await transaction.webhooks.add(ended, step, now);
    await transaction.events.append([toTriggerEvent(ended, step, now), ...events]);
    return ended;
  });
}

/** Says nothing of who was first: the caller may not be allowed to know. */
function refuseClaim(trigger: Trigger, actor: Actor, now: Instant): void {
  if (trigger.claimedBy !== null && trigger.claimedBy !== actor.id)
    refuse("ALREADY_CLAIMED", "Somebody else was first.", "id");
  if (trigger.status === "EXPIRED" || isOver(trigger, now)) refuse("EXPIRED", "Its time is over.", "id");
  if (trigger.status !== "RAISED")
    refuse("INVALID_TRANSITION", `It is ${trigger.status} and cannot be claimed.`, "id");
}

function change(
  parts: UseCaseParts,
  actor: Actor,
  id: string,
  step: (transaction: Transaction, locked: Locked) => Promise<Trigger>,
): Promise<WorkTriggerAnswer> {
  return answerRefusals(() =>
    runChange(parts, actor, async (transaction) => {
      const now = toShortInstant(toInstant(parts.clock.now()));
      const found = await transaction.triggers.find(id);
      const unknown = () => refuse("NOT_FOUND", "There is no such trigger.", "id");
      // The customer, their triggers, then this one, as everybody locks who changes a trigger.
      const customerId = found && (await transaction.identities.lockCustomer(found.customerId));
      if (customerId === undefined) return unknown();
      const others = await transaction.triggers.lockOfCustomer(customerId, shiftInstant(now, -attemptsMs));
      const trigger = await transaction.triggers.lock(id);
      if (trigger === undefined) return unknown();
      const locked = { trigger: { ...trigger, customerId }, others, now };
      return { trigger: await step(transaction, locked), customerId };
    }),
  );
}
