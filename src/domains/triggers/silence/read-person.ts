import type { Purpose } from "../../consent/consent.js";
import { toDefaultPreferences } from "../../contact-policy/preferences.js";
import type { Transaction } from "../../unit-of-work.js";
import type { SilenceFacts } from "./silence-facts.js";

/**
 * What the store holds of a person for these purposes, as it stands in this transaction. To be asked under the lock of the
 * person's triggers, so that no withdrawal comes in between.
 */
export async function readPerson(
  { consents, preferences, rights }: Pick<Transaction, "consents" | "preferences" | "rights">,
  customerId: string,
  purposes: Iterable<Purpose>,
): Promise<SilenceFacts["person"]> {
  const present: SilenceFacts["person"]["consents"][number][] = [];
  for (const purpose of new Set(purposes)) {
    for (const night of [false, true])
      present.push(...(await consents.listPresent(customerId, purpose, night)));
  }
  const limits = await rights.findLimits(customerId);
  return {
    isErased: limits === undefined,
    isRestricted: limits !== undefined && limits.restrictedAt !== null,
    objections: limits?.objections ?? [],
    consents: present,
    preferences: (await preferences.find(customerId)) ?? toDefaultPreferences(customerId),
  };
}
