// What every use case is given, and how one is made repeatable.
import { randomUUID } from "node:crypto";
import type { Clock } from "../shared/clock.js";
import { toInstant } from "../shared/instant.js";
import type { Access, AccessAction, AccessNote } from "./audit/access-entry.js";
import type { AccessLogWriter } from "./audit/access-log.js";
import { toFingerprint } from "./fingerprint.js";
import { parseText } from "./input-rules.js";
import { refuse } from "./refusal.js";
import type { Transaction, UnitOfWork } from "./unit-of-work.js";

/** What a use case works with. */
export interface UseCaseParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  /** Makes the ids of new records; random UUIDs by default. */
  readonly newId?: () => string;
}

/** Who does something, in which request, and what the answer to it shows of the person (as `Type.field`). */
export interface Actor {
  readonly id: string;
  readonly access: Access;
  readonly fields: readonly string[];
}

/** A new id. */
export function makeId(parts: UseCaseParts): string {
  return (parts.newId ?? randomUUID)();
}

/** The survivor whom an id means, held until the transaction ends; refuses NOT_FOUND. */
export async function lockCustomer(transaction: Transaction, id: string): Promise<string> {
  const customerId = await transaction.identities.lockCustomer(id);
  return customerId ?? refuse("NOT_FOUND", "There is no such customer.", "customerId");
}

/** What a use case did, to whom. */
export interface DoneTo {
  readonly customerId: string;
}

/**
 * Runs a change that somebody makes: in one transaction what it does, its event, and the entry of the access log that
 * says who did it to whom. The entry is a CHANGE, unless the use case has written one of its own about that person (an
 * erasure does, before the person is gone). A refusal leaves nothing behind, the entry neither.
 */
export async function runChange<Done extends DoneTo>(
  parts: Omit<UseCaseParts, "newId">,
  actor: Actor,
  change: (transaction: Transaction) => Promise<Done>,
): Promise<Done> {
  return parts.unitOfWork.run(async (transaction) => {
    const written = new Set<string>();
    const accessLog: AccessLogWriter = {
      append(customerId, note) {
        written.add(customerId);
        return transaction.accessLog.append(customerId, note);
      },
    };
    const done = await change({ ...transaction, accessLog });
    if (!written.has(done.customerId)) {
      await accessLog.append(done.customerId, toNote(parts.clock, actor, "CHANGE"));
    }
    return done;
  });
}

/** The note of what an actor does at this moment, with all fields shown. */
export function toNote(
  clock: Clock,
  { access, fields }: Actor,
  action: AccessAction,
): Omit<AccessNote, "subjectRef"> {
  return { ...access, at: toInstant(clock.now()), action, fields, withheld: [], decision: "ALLOWED" };
}

/** How a repeatable use case works: `redo` finds what the first call did, `act` does it and answers its id as well. */
export interface RepeatableSteps<Done> {
  readonly redo: (transaction: Transaction, id: string) => Promise<Done | undefined>;
  readonly act: (transaction: Transaction, keep: (id: string) => Promise<void>) => Promise<Done>;
}

/**
 * Runs a change once for a client key (see `runChange`): the same key with the same input gives the first answer, with
 * another input CONFLICT. The repeated call is logged as well, because it shows the person again. A refusal is not kept,
 * since nothing was done.
 */
export async function runOnce<Done extends DoneTo>(
  parts: UseCaseParts,
  actor: Actor,
  operation: string,
  input: { readonly clientKey: string },
  steps: RepeatableSteps<Done>,
): Promise<Done> {
  const clientKey = parseText("clientKey", input.clientKey, 200);
  const fingerprint = toFingerprint({ ...input, clientKey });
  return runChange(parts, actor, async (transaction) => {
    const first = await transaction.idempotency.lock(operation, clientKey, fingerprint);
    if (first === "CONFLICT") refuse("CONFLICT", "This client key was used with another input.", "clientKey");
    if (first === undefined) {
      return steps.act(transaction, (id) =>
        transaction.idempotency.save(operation, clientKey, fingerprint, id),
      );
    }
    const done = await steps.redo(transaction, first.answer);
    return done ?? refuse("CONFLICT", "What this client key did is not kept any more.", "clientKey");
  });
}
