// A batch of a source's changes through the steps: normalise, resolve customers, to events. In: changes in the order of
// the source. Out: events in the same order, and how many changes were dropped for which reason.
import type { NewEvent } from "../domains/events/event.js";
import type { IdentityStore } from "../domains/identity/identity-store.js";
import { identityKeyText } from "../domains/identity/identity.js";
import type { SourceChange } from "../domains/ingest/source-change.js";
import { normaliseIdentity } from "./steps/normalise-identity.js";
import { resolveCustomers } from "./steps/resolve-customers.js";
import { drop, type DropReason } from "./steps/step-result.js";
import { toEvents } from "./steps/to-events.js";

/** What became of a batch of changes. */
export interface IngestedChanges {
  readonly events: readonly NewEvent[];
  readonly dropped: readonly DroppedChange[];
}

/** A change that became no event, and why. */
export interface DroppedChange {
  readonly change: SourceChange;
  readonly reason: DropReason;
}

/** Sends changes through the steps; the holders of all their identities are loaded in one batch. */
export async function ingestChanges(
  changes: readonly SourceChange[],
  identityStore: Pick<IdentityStore, "loadHolders" | "loadErased">,
): Promise<IngestedChanges> {
  const events: NewEvent[] = [];
  const dropped: DroppedChange[] = [];
  const normalised: SourceChange[] = [];
  for (const change of changes) {
    const result = normaliseIdentity(change);
    if (result.isOk) normalised.push(result.value);
    else dropped.push({ change, reason: result.reason });
  }
  const keys = new Map(normalised.map((change) => [identityKeyText(change.key), change.key]));
  const holders =
    keys.size === 0 ? new Map<string, never>() : await identityStore.loadHolders([...keys.values()]);
  // Asked for the few whom nobody holds: an unknown person may become known, an erased one must not.
  const unclaimed = [...keys].flatMap(([text, key]) => ((holders.get(text)?.length ?? 0) === 0 ? [key] : []));
  const erased = unclaimed.length === 0 ? new Set<string>() : await identityStore.loadErased(unclaimed);
  for (const change of normalised) {
    const keyText = identityKeyText(change.key);
    const resolved = erased.has(keyText)
      ? drop("ERASED_PERSON")
      : resolveCustomers(change, holders.get(keyText) ?? []);
    const result = resolved.isOk ? toEvents(change, resolved.value) : resolved;
    if (result.isOk) events.push(...result.value);
    else dropped.push({ change, reason: result.reason });
  }
  return { events, dropped };
}
