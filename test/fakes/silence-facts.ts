import { toDefaultPreferences, type Preferences } from "../../src/domains/contact-policy/preferences.js";
import type { ConsentFact } from "../../src/domains/consent/decide-consent.js";
import type { KnownContact, SilenceFacts } from "../../src/domains/triggers/silence/silence-facts.js";
import { screenTerms, type TriggerTerms } from "../../src/domains/triggers/trigger-terms.js";
import { nothingKnown } from "./outside-facts.js";

/** A yes to marketing by every channel. */
export const givenConsent: ConsentFact = {
  purpose: "MARKETING",
  channel: null,
  state: "GIVEN",
  validUntil: null,
  occurredAt: "2026-01-01T00:00:00Z",
};

/** Terms of an advertisement by text message. */
export const messageTerms: TriggerTerms = { ...screenTerms, purpose: "MARKETING", channel: "SMS" };

/** What is known of a customer who said yes to marketing and nothing else, and whom nobody has contacted. */
export function makeFacts(
  more: Partial<Omit<SilenceFacts, "person">> & {
    readonly person?: Partial<SilenceFacts["person"]>;
    readonly preferences?: Partial<Preferences>;
  } = {},
): SilenceFacts {
  const { person, preferences, ...rest } = more;
  return {
    ...nothingKnown,
    triggers: [],
    person: {
      isErased: false,
      isRestricted: false,
      objections: [],
      consents: [givenConsent],
      preferences: { ...toDefaultPreferences("kim"), ...preferences },
      ...person,
    },
    ...rest,
  };
}

/** A contact that another system made. */
export function makeContact(occurredAt: string, more: Partial<KnownContact> = {}): KnownContact {
  return {
    recordId: `contact-${occurredAt}`,
    campaign: "other",
    offer: null,
    channel: "SMS",
    result: "DELIVERED",
    occurredAt,
    ...more,
  };
}
