// Events that waited for an identity go into the log when it becomes somebody's: in the transaction that makes it so, before
// anything newer of that person.
import { findOwners } from "../domains/ingest/find-owners.js";
import type { HeldEvent } from "../domains/ingest/held-event.js";
import { identityKeyText, type IdentityKey } from "../domains/identity/identity.js";
import type { Transaction } from "../domains/unit-of-work.js";
import { appendSent } from "./append-sent.js";

/** Appends what waits for one of the identities and belongs to somebody; answers how many events that were. */
export async function releaseHeld(transaction: Transaction, keys: readonly IdentityKey[]): Promise<number> {
  const { sentEvents } = transaction;
  const distinct = [...new Map(keys.map((key) => [identityKeyText(key), key])).values()];
  const held = await sentEvents.listHeld(distinct);
  if (held.length === 0) return 0;
  const standings = await sentEvents.loadStandings(
    distinct.filter((key) => held.some(({ subject }) => identityKeyText(subject) === identityKeyText(key))),
  );
  const owned: { readonly event: HeldEvent; readonly customerIds: readonly string[] }[] = [];
  const done: string[] = [];
  for (const event of held) {
    const { facet, subject } = event;
    const owners = findOwners(facet, subject.namespace, standings.get(identityKeyText(subject)));
    if ("customerIds" in owners) owned.push({ event, customerIds: owners.customerIds });
    // What an erased person left waiting goes with them.
    if ("customerIds" in owners || owners.missing === "ERASED") done.push(event.key);
  }
  if (done.length === 0) return 0;
  await sentEvents.removeHeld(done);
  return (await appendSent(transaction, owned)).added.size;
}
