import { GatewayError } from "../../shared/errors.js";

/** The error for a place in the log behind which events have been removed. */
export function cursorTooOld(): GatewayError {
  return new GatewayError("CURSOR_TOO_OLD", "The cursor is older than the events that are kept.");
}
