// How a request goes on: it ends, or gets longer time. Whoever refuses a restriction or an objection ends its effect too.
import { compareInstants, toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import { parseOptionalInstant, parseOptionalText, parseText } from "../input-rules.js";
import { answerRefusals, refuse } from "../refusal.js";
import { runOnce, type Actor, type UseCaseParts } from "../use-case.js";
import type { Transaction } from "../unit-of-work.js";
import { changeLimits, findAgain, lockPerson, type RightsRequestAnswer } from "./record-rights-request.js";
import {
  findExtensionFault,
  isInForce,
  isOpen,
  type RightsRequest,
  type RightsRequestOutcome,
  type RightsStepAction,
} from "./rights-request.js";
import type { LockedPerson, PersonLimits, RightsRequestChange } from "./rights-store.js";

/** How a request ends. A refusal needs its reason, which the person is told (PIPA art. 35(5), GDPR art. 12(4)). */
export interface ResolveRightsRequestInput {
  readonly clientKey: string;
  readonly id: string;
  readonly outcome: RightsRequestOutcome;
  readonly note?: string | null;
}

/** Ends a request, once a client key. */
export function resolveRightsRequest(
  parts: UseCaseParts,
  actor: Actor,
  input: ResolveRightsRequestInput,
): Promise<RightsRequestAnswer> {
  return answerRefusals(async () => {
    const note = parseOptionalText("note", input.note, 2000);
    if (input.outcome === "REFUSED" && note === null)
      refuse("INVALID_INPUT", "A refusal needs its reason.", "note");
    return changeOpen(parts, actor, "resolveRightsRequest", input, ({ now }) => ({
      change: { status: input.outcome, resolvedAt: now },
      action: input.outcome,
      note,
      hasNoGround: input.outcome !== "FULFILLED",
    }));
  });
}

/** More time for a request, with the reason that the person is told. */
export interface ExtendRightsRequestInput {
  readonly clientKey: string;
  readonly id: string;
  readonly until: Instant;
  readonly reason: string;
}

/** Gives a request longer time where the law does, once a client key. */
export function extendRightsRequest(
  parts: UseCaseParts,
  actor: Actor,
  input: ExtendRightsRequestInput,
): Promise<RightsRequestAnswer> {
  return answerRefusals(async () => {
    const until = parseOptionalInstant("until", input.until);
    if (until === null) refuse("INVALID_INPUT", "It is not a point in time.", "until");
    const reason = parseText("reason", input.reason, 1000);
    return changeOpen(parts, actor, "extendRightsRequest", input, ({ request, now }) => {
      const isPast = compareInstants(until, now) <= 0;
      const fault = isPast ? "It lies in the past." : findExtensionFault(request, until);
      if (fault !== undefined) refuse("INVALID_INPUT", fault, "until");
      return {
        change: { status: "IN_PROGRESS", extendedUntil: until, extensionReason: reason },
        action: "EXTENDED",
        note: reason,
        hasNoGround: false,
      };
    });
  });
}

interface Decided {
  readonly change: RightsRequestChange;
  readonly action: RightsStepAction;
  readonly note: string | null;
  /** The request was refused or taken back, so what it took effect on goes back too. */
  readonly hasNoGround: boolean;
}

async function changeOpen(
  parts: UseCaseParts,
  actor: Actor,
  operation: string,
  input: { readonly clientKey: string; readonly id: string },
  decide: (at: { readonly request: RightsRequest; readonly now: Instant }) => Decided,
) {
  const now = toShortInstant(toInstant(parts.clock.now()));
  return runOnce(parts, actor, operation, input, {
    redo: findAgain,
    act: async (transaction, keep) => {
      const { request, person } = await lockRequest(transaction, input.id);
      if (!isOpen(request)) refuse("INVALID_TRANSITION", `The request is ${request.status} already.`, "id");
      const { change, action, note, hasNoGround } = decide({ request, now });
      await transaction.rights.advance(request.id, change, { action, actor: actor.id, at: now, note });
      await keep(request.id);
      const others = hasNoGround ? await transaction.rights.list(person.customerId) : [];
      const limits = hasNoGround ? loosen(person, request, others) : undefined;
      if (limits !== undefined) await changeLimits(transaction, request, limits, now);
      const changed = await findAgain(transaction, request.id);
      if (changed === undefined) throw new Error("A request vanished while it was changed.");
      return changed;
    },
  });
}

/** The request as it stands once its customer is locked; refuses NOT_FOUND. */
async function lockRequest(
  transaction: Transaction,
  id: string,
): Promise<{ readonly request: RightsRequest; readonly person: LockedPerson }> {
  const found = await transaction.rights.find(id);
  if (found === undefined) refuse("NOT_FOUND", "There is no such request.", "id");
  const person = await lockPerson(transaction, found.customerId, "id");
  const request = await transaction.rights.find(id);
  return request === undefined ? refuse("NOT_FOUND", "There is no such request.", "id") : { request, person };
}

/** The limits without what a request had set, unless another one holds; undefined when nothing changes. */
function loosen(
  person: LockedPerson,
  request: RightsRequest,
  others: readonly RightsRequest[],
): PersonLimits | undefined {
  const same = others.filter(
    (other) => other.id !== request.id && other.kind === request.kind && isInForce(other),
  );
  const { restrictedAt, objections } = person;
  if (request.kind === "RESTRICTION")
    return same.length > 0 || restrictedAt === null ? undefined : { restrictedAt: null, objections };
  if (request.kind !== "OBJECTION") return undefined;
  const still = new Set(same.flatMap(({ purposes }) => purposes));
  const left = objections.filter((purpose) => still.has(purpose) || !request.purposes.includes(purpose));
  return left.length === objections.length ? undefined : { restrictedAt, objections: left };
}
