// The last look at a trigger before another system is told of it: what holds now decides, and not what held when it was
// raised. Who was told is in the access log before anything leaves.
import { toInstant, toShortInstant } from "../../shared/instant.js";
import { toNote, type Actor } from "../use-case.js";
import type { DueDelivery } from "../webhooks/webhook-delivery.js";
import type { AttendingParts } from "./attend-trigger.js";
import { reconsiderTriggers } from "./consider-triggers.js";
import { isOver } from "./trigger-steps.js";
import type { Trigger } from "./trigger.js";

/** The trigger to be told of, or in a word why not. */
export type ReleaseDecision = { readonly trigger: Trigger } | { readonly withheld: string };

/** Decides whether a trigger may be told of now; `receiver` is who would be told. */
export async function releaseTrigger(
  parts: AttendingParts,
  { id: deliveryId, triggerId: id }: Pick<DueDelivery, "id" | "triggerId">,
  receiver: string,
): Promise<ReleaseDecision> {
  const { unitOfWork, clock, loadOutside } = parts;
  const now = () => toShortInstant(toInstant(clock.now()));
  const found = await unitOfWork.run(({ triggers }) => triggers.find(id));
  if (found === undefined) return { withheld: "ERASED" };
  if (found.status !== "RAISED") return { withheld: found.status };
  // Between two transactions: other systems are not to be waited for in one.
  const outside = await loadOutside(found.customerId, [found]);
  return unitOfWork.run(async (transaction): Promise<ReleaseDecision> => {
    const customerId = await transaction.identities.lockCustomer(found.customerId);
    if (customerId === undefined) return { withheld: "ERASED" };
    await transaction.triggers.lockOfCustomer(customerId, now());
    const trigger = await transaction.triggers.lock(id);
    if (trigger?.status !== "RAISED") return { withheld: trigger?.status ?? "ERASED" };
    // Its own timer ends it.
    if (isOver(trigger, now())) return { withheld: "EXPIRED" };
    const events = await reconsiderTriggers({ transaction, clock, outside }, customerId, [
      { ...trigger, customerId },
    ]);
    const judged = (await transaction.triggers.find(id)) ?? trigger;
    if (judged.status === "RAISED") {
      await transaction.webhooks.noteSent(deliveryId, now());
      const actor = toReceiver(receiver, trigger, messageFields);
      await transaction.accessLog.append(customerId, toNote(clock, actor, "SUBSCRIBE"));
    }
    await transaction.events.append(events);
    if (judged.status !== "RAISED") return { withheld: judged.suppressedBy[0] ?? judged.status };
    return { trigger: { ...judged, customerId } };
  });
}

/** Another system, as the access log names it. */
export function toReceiver(receiver: string, { id, terms }: Trigger, fields: readonly string[]): Actor {
  const from = { sourceIp: "127.0.0.1", application: receiver, requestId: `webhook:${id}` };
  const actor = `system:webhook:${receiver}`;
  return {
    id: actor,
    fields,
    access: { actor, roles: [], purpose: terms.purpose, ...from },
  };
}

/** What a message tells, as the access log names it. */
const messageFields = [
  "Customer.crmId",
  "Customer.id",
  "Trigger.explanation",
  "Trigger.rule",
  "Trigger.title",
];
