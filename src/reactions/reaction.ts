import type { LoggedEvent } from "../domains/events/event.js";

/** One function that runs when an event happens. Events come in order and at least once: doing it twice must be as once. */
export interface Reaction {
  /** Imperative and kebab-case; its place in the log is kept under this name. */
  readonly name: string;
  readonly react: (event: LoggedEvent, options: { readonly signal: AbortSignal }) => Promise<void>;
}
