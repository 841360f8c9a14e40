// An event that was sent to us, checked and in our words: what it tells, of whom, and who is who by it.
import type { FacetName } from "../customer/facets.js";
import type { NewEvent } from "../events/event.js";
import type { IdentityKey } from "../identity/identity.js";

/**
 * Who is who, as an event says it: `persons` name a person, the strongest first; all identities are of the first of them
 * whom somebody holds. `isNewPerson`: where nobody is known, the first one that can stand for a person of its own does.
 */
export interface IdentityClaim {
  readonly persons: readonly IdentityKey[];
  readonly identities: readonly IdentityKey[];
  readonly isNewPerson: boolean;
  /** Whether the sender vouches that a login is the person's own. */
  readonly verified: boolean;
}

/** A checked event. */
export interface ParsedEvent extends Pick<NewEvent, "type" | "kind" | "recordId" | "record" | "occurredAt"> {
  /** Equal for equal source and id, and for nothing else: under it the event is appended once. */
  readonly key: string;
  readonly id: string;
  readonly source: string;
  readonly subject: IdentityKey;
  /** Whose attribution rules hold; undefined where the event adds no record. */
  readonly facet: FacetName | undefined;
  readonly claim: IdentityClaim | undefined;
}
