// What a subscription wants, as its resolver says it: where it begins, and which events.
import type { ContextKind, LoggedEvent } from "../../domains/events/event.js";
import type { RequestContext } from "../request-context.js";

/** What a subscription's resolver gets for each event. */
export interface LiveEvent extends Pick<LoggedEvent, "cursor" | "customerId" | "record"> {
  readonly kind: ContextKind;
}

/** What one subscriber wants. */
export interface LiveSource {
  /** Cursor behind which this subscriber begins. */
  readonly after: bigint;
  /** Where the log ended when the subscriber came. */
  readonly latest: bigint;
  /** What comes first, at `after`. */
  readonly snapshot?: LiveEvent;
  /** Equal for sources that have the same events, for subscribers of the same operation. */
  readonly key: string;
  /** The wanted events behind a cursor, for whoever reads them: nothing of the context outlives its signal. */
  read(context: RequestContext, after: bigint): AsyncGenerator<LiveEvent, void, void>;
}

/** graphql-js wants a stream of what subscribes; this one has the source as its only item. */
export async function* toSourceStream(source: LiveSource): AsyncGenerator<LiveSource, void, void> {
  yield await Promise.resolve(source);
}
