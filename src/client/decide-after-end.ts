// What the end of a subscription means. In: what graphql-ws gives as the reason. Out: go on behind a cursor, or the error.
import { SubscriptionError, type ToldError } from "./subscription-error.js";

/** A subscription that goes on by itself after a wait. */
export interface Interruption {
  /** SUBSCRIPTION_OVERFLOW and other codes of the gateway, TOKEN_REFUSED, SOCKET_CLOSED, or CONNECTION_FAILED. */
  readonly code: string;
  readonly closeCode?: number;
  /** Behind which it goes on; undefined: nothing came yet. */
  readonly cursor: string | undefined;
  /** Attempts in a row that brought no event. */
  readonly failures: number;
  readonly waitMs: number;
}

/** What is known when a subscription has ended; `cursor` where the gateway says it. */
export type Resumption = Pick<Interruption, "code" | "closeCode" | "cursor">;

/** Close codes that say that this client is wrong: graphql-transport-ws, and 1008 for more operations than are allowed. */
const finalCodes: ReadonlySet<number> = new Set([1008, 4004, 4400, 4401, 4406, 4409, 4429]);

/** Answers how to go on; throws SubscriptionError when that is not possible. `refusals`: tokens refused in a row. */
export function decideAfterEnd(end: unknown, refusals: number): Resumption {
  if (end instanceof SubscriptionError) throw end;
  if (Array.isArray(end)) return decideAfterErrors(end as readonly ToldError[]);
  const { code: closeCode, reason = "" } = end as { readonly code?: unknown; readonly reason?: string };
  if (typeof closeCode !== "number") return { code: "CONNECTION_FAILED", cursor: undefined };
  if (closeCode === SubscriptionError.refused) {
    // The first one had its time, or was from before; a new one that is refused too will not be better next time.
    if (refusals < 2) return { code: "TOKEN_REFUSED", closeCode, cursor: undefined };
    throw new SubscriptionError(/^[A-Z_]+(?=:)/.exec(reason)?.[0] ?? "UNAUTHENTICATED", reason, closeCode);
  }
  if (finalCodes.has(closeCode)) throw new SubscriptionError("SOCKET_CLOSED", reason, closeCode);
  return { code: "SOCKET_CLOSED", closeCode, cursor: undefined };
}

function decideAfterErrors(errors: readonly ToldError[]): Resumption {
  const final = errors.find(({ extensions }) => extensions?.retryable !== true);
  if (final !== undefined) {
    throw new SubscriptionError(final.extensions?.code ?? "INTERNAL", final.message, undefined, errors);
  }
  const [first] = errors;
  return { code: first?.extensions?.code ?? "INTERNAL", cursor: first?.extensions?.cursor };
}
