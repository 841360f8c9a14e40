import type { Instant } from "../../../shared/instant.js";
import type { AttemptCount } from "./response-curve.js";

/** Port of the contact history as the event log holds it, of all customers. */
export interface ContactHistory {
  /** What came of the attempts since, by channel and number. */
  countAttempts(since: Instant): Promise<readonly AttemptCount[]>;
}
