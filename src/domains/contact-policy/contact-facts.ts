// What a decision about contacting a customer is made of.
import type { ConsentFact } from "../consent/decide-consent.js";
import type { Purpose } from "../consent/consent.js";
import type { Channel } from "../customer/channel.js";
import type { ContactAttempt } from "../customer/records.js";
import type { Preferences } from "./preferences.js";

/** A contact that was attempted, whatever came of it. */
export type EarlierContact = Pick<ContactAttempt, "channel" | "occurredAt">;

/** What is known of the customer. Lists may come in any order. */
export interface ContactFacts {
  readonly isErased: boolean;
  /** The processing of the person's data is restricted to storing it. */
  readonly isRestricted: boolean;
  /** Purposes that the person objected to. */
  readonly objections: readonly Purpose[];
  /** The newest record of each purpose, channel, and day or night. */
  readonly consents: readonly ConsentFact[];
  readonly preferences: Preferences;
  /** Looked at only when `findWeeklyLimit` gives a limit above 0. UNKNOWN: they could not be read. */
  readonly contacts: readonly EarlierContact[] | "UNKNOWN";
}

/** Who wants to contact, and when. */
export interface ContactQuestion {
  readonly purpose: Purpose;
  readonly channel: Channel;
  /** What it is about, in the words of the preferences' topics; null or absent when it has none of them. */
  readonly topic?: string | null | undefined;
  readonly at: Date;
}

/** How many contacts a week the customer wants by a channel at most; null without a limit. */
export function findWeeklyLimit(preferences: Preferences, channel: Channel): number | null {
  return preferences.channels.find((preference) => preference.channel === channel)?.maxPerWeek ?? null;
}

/** Whether a contact counts for the limit of a channel. One whose channel is not known could have been by this one. */
export function isContactBy(contact: EarlierContact, channel: Channel): boolean {
  return contact.channel === null || contact.channel === channel;
}

/** Seven days of 24 hours, whatever the clocks did in between. */
export const weekMs = 7 * 86_400_000;
