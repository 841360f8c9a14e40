// What every use case is given, and how one is made repeatable.
import { randomUUID } from "node:crypto";
import type { Clock } from "../shared/clock.js";
import type { Access } from "./audit/access-entry.js";
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

/** How a repeatable use case works: `redo` finds what the first call did, `act` does it and answers its id as well. */
export interface RepeatableSteps<Done> {
  readonly redo: (transaction: Transaction, id: string) => Promise<Done | undefined>;
  readonly act: (transaction: Transaction, keep: (id: string) => Promise<void>) => Promise<Done>;
}

/**
 * Runs a use case once for a client key, in one transaction: the same key with the same input gives the first answer,
 * with another input CONFLICT. A refusal is not kept, since nothing was done.
 */
export async function runOnce<Done>(
  parts: UseCaseParts,
  operation: string,
  input: { readonly clientKey: string },
  steps: RepeatableSteps<Done>,
): Promise<Done> {
  const clientKey = parseText("clientKey", input.clientKey, 200);
  const fingerprint = toFingerprint({ ...input, clientKey });
  return parts.unitOfWork.run(async (transaction) => {
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
