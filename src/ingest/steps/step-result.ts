/** Why a change becomes no event. The list is closed: every drop is counted under one of these names. */
export type DropReason =
  /** The facet has no event: it is read when asked for. */
  | "FACET_WITHOUT_EVENT"
  /** The identity is none, or none that the facet is found by. */
  | "INVALID_IDENTITY"
  /** Nobody holds the identity. */
  | "UNKNOWN_PERSON"
  /** Only an erased person held the identity. */
  | "ERASED_PERSON"
  /** Several hold the identity, and it is not clear whose the record is. */
  | "AMBIGUOUS_PERSON"
  /** The record has no real point in time, so it has no place in the log; one such row must not stop its source. */
  | "INVALID_TIME";

/** What a step makes of its input. */
export type StepResult<Value> =
  | { readonly isOk: true; readonly value: Value }
  | { readonly isOk: false; readonly reason: DropReason };

/** The step went well. */
export function ok<Value>(value: Value): StepResult<Value> {
  return { isOk: true, value };
}

/** The change ends here. */
export function drop(reason: DropReason): StepResult<never> {
  return { isOk: false, reason };
}
