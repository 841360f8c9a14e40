import { enumOf, type NameOf } from "../shared/enum-of.js";

/** Why something was not done, where a caller may expect it. */
export const RefusalCode = enumOf(
  "NOT_FOUND",
  "STALE_VERSION",
  "INVALID_TRANSITION",
  "ALREADY_CLAIMED",
  "EXPIRED",
  "CONFLICT",
  "INVALID_INPUT",
  "NOT_REVERSIBLE",
);
export type RefusalCode = NameOf<typeof RefusalCode>;

/** A refusal: data for the caller, not an error. `field` names the input that did not fit. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly field?: string;
}

/** Carries a refusal out of the depth of a use case, so that its transaction rolls back. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** Ends the use case with a refusal; to be used inside `answerRefusals`. */
export function refuse(code: RefusalCode, message: string, field?: string): never {
  throw new Refused(field === undefined ? { code, message } : { code, message, field });
}

/** Runs a use case and answers what it refuses as data; faults are thrown on. */
export async function answerRefusals<Done>(
  useCase: () => Promise<Done>,
): Promise<Done | { readonly refusal: Refusal }> {
  try {
    return await useCase();
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    throw error;
  }
}
