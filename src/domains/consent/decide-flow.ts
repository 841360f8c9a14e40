// Whether an event that carries a person's choices may go to a receiver: the consent object of the Segment specification
// (`context.consent.categoryPreferences`) and its integrations object, reconciled as Segment documents it.

/** What of an event decides. */
export interface EventChoices {
  /** `context.consent`; undefined when the event has none. */
  readonly consent?:
    | { readonly categoryPreferences?: Readonly<Record<string, boolean>> | undefined }
    | undefined;
  /** `integrations`: receivers by name, `All` for those that are not named. An object instead of a boolean is a yes. */
  readonly integrations?: Readonly<Record<string, unknown>> | undefined;
}

/** Who would get the event, and which categories of consent that needs: all of them; none when it is mapped to none. */
export interface Receiver {
  readonly name: string;
  readonly categories: readonly string[];
}

/** Yes, or why not: categories without a yes, or the event itself leaves the receiver out. */
export type FlowDecision =
  | { readonly kind: "FLOW" }
  | { readonly kind: "NO_CONSENT"; readonly categories: readonly string[] }
  | { readonly kind: "LEFT_OUT" };

/**
 * Judges one event for one receiver. The consent comes first: every category that the receiver needs must be true, and one
 * that the event does not name is false. An event without a consent object is not judged by consent; an empty one counts as
 * none too, unless integrations stand beside it. Only then do the integrations decide.
 */
export function decideFlow(event: EventChoices, receiver: Receiver): FlowDecision {
  const integrations = event.integrations ?? {};
  const isJudged =
    event.consent?.categoryPreferences !== undefined ||
    (event.consent !== undefined && Object.keys(integrations).length > 0);
  if (isJudged) {
    const preferences = event.consent?.categoryPreferences ?? {};
    const categories = receiver.categories.filter((category) => !isYes(preferences, category));
    if (categories.length > 0) return { kind: "NO_CONSENT", categories };
  }
  const choice = Object.hasOwn(integrations, receiver.name)
    ? integrations[receiver.name]
    : integrations["All"];
  return choice === false ? { kind: "LEFT_OUT" } : { kind: "FLOW" };
}

// Not `preferences[category]` alone: a category may be named like something that every object has.
function isYes(preferences: Readonly<Record<string, boolean>>, category: string): boolean {
  return Object.hasOwn(preferences, category) && preferences[category] === true;
}
