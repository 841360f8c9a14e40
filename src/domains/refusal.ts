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
