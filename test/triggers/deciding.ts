// A store with a customer, and rules that consider triggers about them.
import { attendTrigger } from "../../src/domains/triggers/attend-trigger.js";
import { considerTriggers } from "../../src/domains/triggers/consider-triggers.js";
import type { OutsideFacts } from "../../src/domains/triggers/silence/silence-facts.js";
import type { Trigger } from "../../src/domains/triggers/trigger.js";
import type { Store } from "../../src/store/create-store.js";
import type { Clock } from "../../src/shared/clock.js";
import { nothingKnown } from "../fakes/outside-facts.js";

/** What a rule does with its moments, over a store. */
export interface Deciding {
  /** Considers triggers of one customer that came up together. */
  consider(...triggers: readonly Trigger[]): Promise<void>;
  /** What the timer of a trigger does. */
  attend(id: string): Promise<void>;
  find(id: string): Promise<Trigger | undefined>;
}

/** Decides over a store; what other systems know is in `outside`, by default nothing. */
export function decideOver(
  { unitOfWork, triggers }: Pick<Store, "unitOfWork" | "triggers">,
  clock: Clock,
  outside: () => Partial<OutsideFacts> = () => ({}),
): Deciding {
  const loadOutside = async (): Promise<OutsideFacts> => ({ ...nothingKnown, ...outside() });
  return {
    async consider(...candidates) {
      const known = await loadOutside();
      await unitOfWork.run(async (transaction) => {
        const customerId = await transaction.identities.lockCustomer(candidates[0]?.customerId ?? "");
        if (customerId === undefined) return;
        const considering = { transaction, clock, outside: known };
        await transaction.events.append(await considerTriggers(considering, customerId, candidates));
      });
    },
    attend: (id) => attendTrigger({ unitOfWork, clock, loadOutside }, id),
    find: async (id) => (await triggers.loadByIds([id])).get(id),
  };
}
