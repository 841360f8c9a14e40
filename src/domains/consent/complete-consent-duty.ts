// Records that a duty was done: who told the person, and how.
import { toInstant, toShortInstant } from "../../shared/instant.js";
import { parseOptionalText, parseText } from "../input-rules.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import type { Transaction } from "../unit-of-work.js";
import { runOnce, type Actor, type UseCaseParts } from "../use-case.js";
import { toDutyEvent } from "./append-consent.js";
import type { ConsentDuty } from "./consent-duty.js";
import { planReconfirmation, toTimerKey, toTimers } from "./plan-duties.js";

/** What was done; the id is that inside the gateway. */
export interface CompleteConsentDutyInput {
  readonly clientKey: string;
  readonly id: string;
  /** How the person was told, e.g. sms, letter, call. */
  readonly method: string;
  readonly note?: string | null;
}

/** The duty as it is afterwards and its customer, or why nothing was done. */
export type CompleteConsentDutyAnswer =
  | { readonly duty: ConsentDuty; readonly customerId: string }
  | { readonly refusal: Refusal };

/**
 * Closes a duty that is open or overdue, with its event in one transaction, once a client key. A reconfirmation begins the
 * next two years: who was asked and did not answer has not withdrawn.
 */
export function completeConsentDuty(
  parts: UseCaseParts,
  actor: Actor,
  input: CompleteConsentDutyInput,
): Promise<CompleteConsentDutyAnswer> {
  return answerRefusals(async () => {
    const method = parseText("method", input.method, 100);
    const note = parseOptionalText("note", input.note, 1_000);
    return runOnce(parts, actor, "completeConsentDuty", input, {
      redo: async ({ consentDuties }, id) => {
        const duty = await consentDuties.find(id);
        return duty && { duty, customerId: duty.customerId };
      },
      act: async (transaction, keep) => {
        const found = await transaction.consentDuties.find(input.id);
        if (found === undefined) refuse("NOT_FOUND", "There is no such duty.", "id");
        const customerId = (await transaction.identities.lockCustomer(found.customerId)) ?? found.customerId;
        const open = (await transaction.consentDuties.lock(input.id)) ?? found;
        refuseImpossible(open);
        const now = toShortInstant(toInstant(parts.clock.now()));
        const duty: ConsentDuty = {
          ...open,
          status: "DONE",
          closedAt: now,
          closedBy: actor.id,
          method,
          note,
        };
        await transaction.consentDuties.save(duty);
        await transaction.schedule.cancel([toTimerKey(duty)]);
        if (duty.kind === "RECONFIRMATION") await planNext(transaction, duty);
        await keep(duty.id);
        await transaction.events.append([toDutyEvent(duty, "completed", now)]);
        return { duty, customerId };
      },
    });
  });
}

function refuseImpossible({ kind, status }: ConsentDuty): void {
  if (kind === "EXPIRY") refuse("INVALID_INPUT", "A consent ends by itself; nobody has to do it.", "id");
  if (status === "OPEN" || status === "OVERDUE") return;
  refuse(
    "INVALID_TRANSITION",
    status === "DONE" ? "It was done already." : "It is not needed any more.",
    "id",
  );
}

async function planNext(transaction: Transaction, duty: ConsentDuty): Promise<void> {
  const record = await transaction.consents.find(duty.recordId);
  const next = record && planReconfirmation(record, duty.dueAt);
  if (next === undefined) return;
  const added = await transaction.consentDuties.add([{ ...next, customerId: duty.customerId }]);
  await transaction.schedule.at(toTimers(added));
}
