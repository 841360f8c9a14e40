// What a subscription answers: payloads that are pushed to whoever it was opened for. Subscribers of the same operation and
// rights get the very same payload, so it is text already.
import type { FormattedExecutionResult, GraphQLFormattedError } from "graphql";

/** One payload, written once for all who get it. */
export interface LivePayload {
  /** A GraphQL response as JSON. */
  readonly json: Buffer;
  /** Where its event stands in the stream; a subscription goes on behind it. */
  readonly cursor: string;
}

/** Whom the payloads are for: the transport's end of a subscription. */
export interface LiveSubscriber {
  /** Sends a payload. False: the client has more to read than it should, and gets nothing more before `drained`. */
  send(payload: LivePayload): boolean;
  /** Resolves when the client has read what waits for it, or is gone. */
  drained(): Promise<void>;
  /** Called once at the end, unless the subscriber stopped it: by itself, or with the errors that ended it. */
  end(errors?: readonly GraphQLFormattedError[]): void;
}

/** A subscription that was accepted. */
export interface LiveAnswer {
  readonly isLive: true;
  /** Begins; called once. */
  start(subscriber: LiveSubscriber): void;
  /** The subscriber is gone: nothing is sent any more. */
  stop(): void;
}

/** What opening a subscription leads to. */
export type LiveOpening = LiveAnswer | FormattedExecutionResult;
