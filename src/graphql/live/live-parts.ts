// What groups and their members work with.
import type { Policy } from "../../security/policy/policy.js";
import type { ReportError } from "../errors/to-public-errors.js";
import type { RequestContext } from "../request-context.js";
import type { RequestOrigin } from "../request-origin.js";
import type { Turnstile } from "./turnstile.js";

/** What may be chosen. */
export interface LiveOptions {
  /** Events that a subscriber may fall behind before it is sent away with SUBSCRIPTION_OVERFLOW; 1,000 by default. */
  readonly maxEventsBehind?: number;
  /** False: every subscriber is a group of its own; for measurements. */
  readonly isGrouping?: boolean;
}

/** What groups and members work with. */
export interface LiveParts {
  readonly policy: Policy;
  readonly createContext: (origin: RequestOrigin) => RequestContext;
  readonly report: ReportError;
  readonly maxEventsBehind: number;
  /** Bounds what waits for the access log: it takes some 10,000 notes before it refuses more. */
  readonly notes: Turnstile;
  /** Bounds the answers that are made for one subscriber alone, so that many who resume do not hold up the groups. */
  readonly alone: Turnstile;
}
