/** An error as the gateway tells it. */
export interface ToldError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly cursor?: string; readonly retryable?: boolean };
}

/** Why a subscription cannot go on by itself. */
export class SubscriptionError extends Error {
  /** The close code of a token that is not accepted, or not any more. */
  static readonly refused = 4403;
  override readonly name = "SubscriptionError";

  constructor(
    /** Of the gateway's list of codes (docs/errors), e.g. CURSOR_TOO_OLD; else `SOCKET_CLOSED`. */
    readonly code: string,
    message: string,
    /** Where the socket was closed for good. */
    readonly closeCode?: number,
    /** Everything that the gateway told. */
    readonly errors: readonly ToldError[] = [],
  ) {
    super(message);
  }
}
