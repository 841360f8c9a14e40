// The way back: a restriction is lifted, an objection withdrawn. What the person asked for stays in the history.
import { toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { Purpose } from "../consent/consent.js";
import { parseText } from "../input-rules.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import { makeId, runOnce, type Actor, type UseCaseParts } from "../use-case.js";
import { changeLimits, lockPerson } from "./record-rights-request.js";
import { isInForce, isOpen, type RightsRequestKind, type RightsStepAction } from "./rights-request.js";
import type { PersonLimits } from "./rights-store.js";

/** Ends the restriction of a customer. */
export interface LiftRestrictionInput {
  readonly clientKey: string;
  readonly customerId: string;
  readonly reason: string;
}

/** Takes an objection back. */
export interface WithdrawObjectionInput extends LiftRestrictionInput {
  readonly purposes: readonly Purpose[];
}

/** The customer whose limits changed and how they stand, or why they did not. */
export type LimitsAnswer =
  | { readonly limits: PersonLimits; readonly customerId: string }
  | { readonly refusal: Refusal };

/** Lifts a restriction, once a client key; open requests for it end as fulfilled. */
export function liftRestriction(
  parts: UseCaseParts,
  actor: Actor,
  input: LiftRestrictionInput,
): Promise<LimitsAnswer> {
  return change(parts, actor, "liftRestriction", input, {
    kind: "RESTRICTION",
    action: "LIFTED",
    loosen: ({ restrictedAt, objections }) => {
      if (restrictedAt === null)
        refuse("INVALID_TRANSITION", "The customer's data is not restricted.", "customerId");
      return { restrictedAt: null, objections };
    },
  });
}

/** Withdraws objections, once a client key. */
export function withdrawObjection(
  parts: UseCaseParts,
  actor: Actor,
  input: WithdrawObjectionInput,
): Promise<LimitsAnswer> {
  return change(parts, actor, "withdrawObjection", input, {
    kind: "OBJECTION",
    action: "WITHDRAWN",
    loosen: ({ restrictedAt, objections }) => {
      if (!input.purposes.some((purpose) => objections.includes(purpose)))
        refuse("INVALID_TRANSITION", "The customer has not objected to this.", "purposes");
      return { restrictedAt, objections: objections.filter((purpose) => !input.purposes.includes(purpose)) };
    },
  });
}

interface Way {
  readonly kind: RightsRequestKind;
  readonly action: RightsStepAction;
  readonly loosen: (limits: PersonLimits) => PersonLimits;
}

function change(
  parts: UseCaseParts,
  actor: Actor,
  operation: string,
  input: LiftRestrictionInput,
  { kind, action, loosen }: Way,
): Promise<LimitsAnswer> {
  return answerRefusals(async () => {
    const reason = parseText("reason", input.reason, 1000);
    const now: Instant = toShortInstant(toInstant(parts.clock.now()));
    return runOnce(parts, actor, operation, input, {
      redo: async ({ rights }, id) => {
        const person = await rights.lockPerson(id);
        return person && { limits: person, customerId: person.customerId };
      },
      act: async (transaction, keep) => {
        const person = await lockPerson(transaction, input.customerId);
        const limits = loosen(person);
        const { customerId } = person;
        for (const request of await transaction.rights.list(customerId)) {
          const isOver = request.purposes.every((purpose) => !limits.objections.includes(purpose));
          if (request.kind !== kind || !isOver || !isInForce(request)) continue;
          const end = isOpen(request) ? ({ status: "FULFILLED", resolvedAt: now } as const) : {};
          await transaction.rights.advance(request.id, end, {
            action,
            actor: actor.id,
            at: now,
            note: reason,
          });
        }
        await keep(customerId);
        await changeLimits(transaction, { id: makeId(parts), customerId }, limits, now);
        return { limits, customerId };
      },
    });
  });
}
