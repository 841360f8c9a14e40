// Telling another system that a trigger which it may act on is over, or that somebody works on it: so that it stops. Nothing
// speaks against a stop, so nothing is judged; it says no more than which trigger is meant, and whose.
import { toNote } from "../use-case.js";
import type { DueDelivery } from "../webhooks/webhook-delivery.js";
import type { AttendingParts } from "./attend-trigger.js";
import { toReceiver } from "./release-trigger.js";
import type { Trigger } from "./trigger.js";

/** The trigger and whose it is, null when that person was erased; or in a word why nobody is told. */
export type StepDecision =
  | { readonly trigger: Trigger; readonly customerId: string | null }
  | { readonly withheld: string };

/** Decides whether a step behind the raising is told; `receiver` is who would be told. */
export async function releaseStep(
  { unitOfWork, clock }: Pick<AttendingParts, "unitOfWork" | "clock">,
  { triggerId, wasTold }: Pick<DueDelivery, "triggerId" | "wasTold">,
  receiver: string,
): Promise<StepDecision> {
  if (wasTold === false) return { withheld: "NOT_TOLD" };
  return unitOfWork.run(async ({ triggers, identities, accessLog }): Promise<StepDecision> => {
    const trigger = await triggers.find(triggerId);
    if (trigger === undefined) return { withheld: "GONE" };
    const customerId = await identities.lockCustomer(trigger.customerId);
    // Of a person who was erased there is no name left to tell, and none that the access log could note.
    if (customerId === undefined) return { trigger, customerId: null };
    await accessLog.append(customerId, toNote(clock, toReceiver(receiver, trigger, stepFields), "SUBSCRIBE"));
    return { trigger, customerId };
  });
}

/** What such a message tells, as the access log names it. */
const stepFields = ["Customer.id", "Trigger.rule", "Trigger.status"];
