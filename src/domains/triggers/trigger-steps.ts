// What follows from each step in the life of a trigger: the event that tells of it, and the timer of the next one.
import { compareInstants, type Instant } from "../../shared/instant.js";
import type { NewEvent } from "../events/event.js";
import type { Timer } from "../schedule/schedule.js";
import type { Actor } from "../use-case.js";
import type { Trigger } from "./trigger.js";

/** Name of the task that attends to a trigger when its time has come. */
export const triggerTask = "attend-trigger";

/** A step in the life of a trigger, as its event names it. */
export type TriggerStep = "raised" | "held" | "suppressed" | "claimed" | "resolved" | "dismissed" | "expired";

/** The event of a step, told once; what is decided again is told again. */
export function toTriggerEvent(trigger: Trigger, step: TriggerStep, occurredAt: Instant): NewEvent {
  const isDecision = step === "raised" || step === "held";
  return {
    type: `trigger.${step}`,
    kind: "TRIGGER",
    customerId: trigger.customerId,
    recordId: trigger.id,
    record: trigger,
    occurredAt,
    dedupKey: `trigger:${trigger.id}:${step}${isDecision ? `:${trigger.decidedAt ?? ""}` : ""}`,
  };
}

/** Whom the access log names for what happens to triggers by themselves. */
export const triggerActor = "system:triggers";

/** The gateway itself, as the access log names it. */
export function toSystemActor({ id, terms }: Pick<Trigger, "id" | "terms">): Actor {
  const from = { sourceIp: "127.0.0.1", application: null, requestId: `trigger:${id}` };
  return {
    id: triggerActor,
    fields: [],
    access: { actor: triggerActor, roles: [], purpose: terms.purpose, ...from },
  };
}

/** Whether a trigger waits past its time, whatever its row says. One that somebody works on is theirs to end. */
export function isOver(trigger: Pick<Trigger, "status" | "expiresAt">, now: Instant): boolean {
  const isWaiting = trigger.status === "RAISED" || trigger.status === "HELD";
  return isWaiting && compareInstants(trigger.expiresAt, now) <= 0;
}

/** Name of a trigger's timer. */
export function toTriggerTimerKey({ id }: Pick<Trigger, "id">): string {
  return `trigger:${id}`;
}

/** The timer of a trigger that waits; none of one that does not. */
export function toTriggerTimers(trigger: Trigger): readonly Timer[] {
  if (trigger.status !== "RAISED" && trigger.status !== "HELD") return [];
  const { id, heldUntil, expiresAt } = trigger;
  const isHeldLonger = heldUntil === null || compareInstants(heldUntil, expiresAt) > 0;
  const at = isHeldLonger ? expiresAt : heldUntil;
  return [{ key: toTriggerTimerKey(trigger), at, task: triggerTask, payload: { id } }];
}
