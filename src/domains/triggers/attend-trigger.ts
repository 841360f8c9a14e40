// What happens when the time of a trigger has come: it expires, or what was held back is judged again. Each step happens
// once, however often the timer fires and in whichever process: the trigger's row says where it stands.
import type { Clock } from "../../shared/clock.js";
import { compareInstants, toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { Transaction, UnitOfWork } from "../unit-of-work.js";
import { toNote } from "../use-case.js";
import { reconsiderTriggers } from "./consider-triggers.js";
import type { OutsideFacts } from "./silence/silence-facts.js";
import { isOver, toSystemActor, toTriggerEvent, toTriggerTimers } from "./trigger-steps.js";
import type { Trigger } from "./trigger.js";

/** What attending works with. */
export interface AttendingParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  /** Asks the systems around us what they know of a customer, as far as these triggers need it. */
  readonly loadOutside: (customerId: string, triggers: readonly Trigger[]) => Promise<OutsideFacts>;
}

/**
 * Attends to a trigger; does nothing to one that does not wait any more, and waits on when the timer came early. What else of
 * its customer is due is judged with it, so that the best of them goes and not the first.
 */
export async function attendTrigger(parts: AttendingParts, id: string): Promise<void> {
  const { unitOfWork, clock } = parts;
  const now = toShortInstant(toInstant(clock.now()));
  const due = await unitOfWork.run(async (transaction) => {
    const { trigger, held } = await lock(transaction, id, now);
    if (trigger === undefined) return undefined;
    if (isOver(trigger, now)) await expire(parts, transaction, trigger);
    else if (isDue(trigger, now)) return { customerId: trigger.customerId, held };
    else await transaction.schedule.at(toTriggerTimers(trigger));
    return undefined;
  });
  if (due === undefined) return;
  const { customerId } = due;
  // Between two transactions: other systems are not to be waited for in one.
  const outside = await parts.loadOutside(customerId, due.held);
  const asked = new Set(due.held.map((trigger) => trigger.id));
  await unitOfWork.run(async (transaction) => {
    const { trigger, held } = await lock(transaction, id, now);
    if (trigger?.customerId !== customerId) return;
    const again = held.filter((one) => asked.has(one.id));
    await transaction.events.append(
      await reconsiderTriggers({ transaction, clock, outside }, customerId, again),
    );
  });
}

/** The trigger when it is open and its customer still there, and what of theirs is due; held until the transaction ends. */
async function lock(
  { triggers, identities }: Transaction,
  id: string,
  now: Instant,
): Promise<{ readonly trigger?: Trigger; readonly held: readonly Trigger[] }> {
  const found = await triggers.find(id);
  const customerId = found && (await identities.lockCustomer(found.customerId));
  const open = customerId === undefined ? [] : await triggers.lockOfCustomer(customerId, now);
  const trigger = open.find((one) => one.id === id);
  const held = open.filter((one) => isDue(one, now) && !isOver(one, now));
  return trigger === undefined ? { held } : { trigger, held };
}

function isDue({ status, heldUntil }: Trigger, now: Instant): boolean {
  return status === "HELD" && heldUntil !== null && compareInstants(heldUntil, now) <= 0;
}

async function expire({ clock }: AttendingParts, transaction: Transaction, trigger: Trigger): Promise<void> {
  const expired: Trigger = { ...trigger, status: "EXPIRED", heldUntil: null };
  await transaction.triggers.save(expired);
  await transaction.accessLog.append(trigger.customerId, toNote(clock, toSystemActor(trigger), "CHANGE"));
  await transaction.webhooks.add(expired, "expired", trigger.expiresAt);
  await transaction.events.append([toTriggerEvent(expired, "expired", trigger.expiresAt)]);
}
