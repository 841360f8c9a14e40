// Records what a person asks by right. A restriction and an objection hold from this moment on; whether they were right
// to ask is decided afterwards (resolve-rights-request).
import { compareInstants, toInstant, toShortInstant, type Instant } from "../../shared/instant.js";
import type { Purpose } from "../consent/consent.js";
import type { NewEvent } from "../events/event.js";
import { parseOptionalInstant, parseOptionalText, refuseFuture } from "../input-rules.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import { cancelForbidden } from "../triggers/cancel-triggers.js";
import { makeId, runOnce, type Actor, type UseCaseParts } from "../use-case.js";
import type { Transaction } from "../unit-of-work.js";
import { takesEffect, toDueAt, type RightsRequest, type RightsRequestKind } from "./rights-request.js";
import { notifySources } from "./notify-sources.js";
import type { NoticedSource } from "./rights-notice.js";
import type { LockedPerson, PersonLimits } from "./rights-store.js";

/** What recording works with. */
export interface RightsRequestParts extends UseCaseParts {
  /** Sources that are told of a rectification. */
  readonly sources: readonly NoticedSource[];
}

/** What is recorded; the customer's id is the one inside the gateway. */
export interface RecordRightsRequestInput {
  readonly clientKey: string;
  readonly customerId: string;
  readonly kind: RightsRequestKind;
  /** Needed for an objection, and for nothing else. */
  readonly purposes?: readonly Purpose[] | null;
  readonly details?: string | null;
  /** When it reached the company; by default now. */
  readonly receivedAt?: Instant | null;
}

/** The request and its customer, or why there is none. */
export type RightsRequestAnswer =
  | { readonly request: RightsRequest; readonly customerId: string }
  | { readonly refusal: Refusal };

/** Records a request once a client key. */
export function recordRightsRequest(
  parts: RightsRequestParts,
  actor: Actor,
  input: RecordRightsRequestInput,
): Promise<RightsRequestAnswer> {
  return answerRefusals(async () => {
    const now = toShortInstant(toInstant(parts.clock.now()));
    const asked = parseInput(input, now);
    return runOnce(parts, actor, "recordRightsRequest", input, {
      redo: findAgain,
      act: async (transaction, keep) => {
        const person = await lockPerson(transaction, input.customerId);
        const request = toRequest(makeId(parts), person.customerId, asked, actor, now);
        await transaction.rights.add(request);
        await keep(request.id);
        if (request.kind === "RECTIFICATION") await forward(parts, transaction, request, now);
        const limits = tighten(person, request, now);
        if (limits !== undefined) await changeLimits(transaction, request, limits, now);
        return (await findAgain(transaction, request.id)) ?? { request, customerId: person.customerId };
      },
    });
  });
}

/** Sources are never written: those that know the person are told what is wrong. */
async function forward(
  parts: RightsRequestParts,
  transaction: Transaction,
  { id, customerId, details }: RightsRequest,
  now: Instant,
): Promise<void> {
  const legalBasis = "PIPA art. 36, GDPR art. 16 and 19";
  const told = { kind: "RECTIFICATION", aboutId: id, legalBasis, details, at: now } as const;
  const isSent = await notifySources(transaction, parts.sources, customerId, told, () => makeId(parts));
  if (!isSent) return;
  const step = { action: "FORWARDED", actor: "system:rights", at: now, note: null } as const;
  await transaction.rights.advance(id, { status: "IN_PROGRESS" }, step);
}

/** What a repeated call answers: the request as it stands. */
export async function findAgain(
  { rights }: Transaction,
  id: string,
): Promise<{ readonly request: RightsRequest; readonly customerId: string } | undefined> {
  const request = await rights.find(id);
  return request && { request, customerId: request.customerId };
}

/** The person, held until the transaction ends; refuses NOT_FOUND. */
export async function lockPerson(
  { rights }: Transaction,
  customerId: string,
  field = "customerId",
): Promise<LockedPerson> {
  const person = await rights.lockPerson(customerId);
  return person ?? refuse("NOT_FOUND", "There is no such customer.", field);
}

/** Saves a person's limits, holds back the triggers that they forbid, and tells every reader. */
export async function changeLimits(
  transaction: Transaction,
  { id, customerId }: Pick<RightsRequest, "id" | "customerId">,
  limits: PersonLimits,
  now: Instant,
): Promise<void> {
  await transaction.rights.saveLimits(customerId, limits);
  const cancelled = await cancelForbidden(transaction, customerId, now);
  await transaction.events.append([toLimitsEvent(id, customerId, limits, now), ...cancelled]);
}

function toLimitsEvent(requestId: string, customerId: string, limits: PersonLimits, now: Instant): NewEvent {
  return {
    type: "limits.changed",
    kind: "RIGHTS",
    customerId,
    recordId: requestId,
    record: limits,
    occurredAt: now,
    dedupKey: `limits:${requestId}:${now}`,
  };
}

function parseInput(input: RecordRightsRequestInput, now: Instant) {
  const purposes = [...new Set(input.purposes ?? [])].toSorted();
  if (input.kind === "OBJECTION" && purposes.length === 0)
    refuse("INVALID_INPUT", "An objection needs the purposes that it is about.", "purposes");
  if (input.kind !== "OBJECTION" && purposes.length > 0)
    refuse("INVALID_INPUT", "Only an objection is about purposes.", "purposes");
  const details = parseOptionalText("details", input.details, 4000);
  if (input.kind === "RECTIFICATION" && details === null)
    refuse("INVALID_INPUT", "A rectification says what is wrong.", "details");
  const receivedAt = parseOptionalInstant("receivedAt", input.receivedAt) ?? now;
  refuseFuture("receivedAt", receivedAt, now);
  return { kind: input.kind, purposes, details, receivedAt };
}

function toRequest(
  id: string,
  customerId: string,
  asked: ReturnType<typeof parseInput>,
  actor: Actor,
  now: Instant,
): RightsRequest {
  return {
    ...asked,
    id,
    customerId,
    status: takesEffect(asked.kind) ? "IN_PROGRESS" : "RECEIVED",
    dueAt: toDueAt(asked.receivedAt),
    extendedUntil: null,
    extensionReason: null,
    resolvedAt: null,
    steps: [{ action: "RECORDED", actor: actor.id, at: now, note: null }],
  };
}

/** The limits after a request that takes effect at once; undefined for the others. */
function tighten(person: PersonLimits, request: RightsRequest, now: Instant): PersonLimits | undefined {
  if (!takesEffect(request.kind)) return undefined;
  const since = person.restrictedAt;
  const isEarlier = since !== null && compareInstants(since, now) <= 0;
  return {
    restrictedAt: request.kind === "RESTRICTION" ? (isEarlier ? since : now) : since,
    objections: [...new Set([...person.objections, ...request.purposes])].toSorted(),
  };
}
