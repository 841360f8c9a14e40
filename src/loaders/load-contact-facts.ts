// What the contact policy needs to know of a customer, read in the batches of the request: one each of the store's, and one
// of the contacts for all customers and channels that have a weekly limit.
import {
  findWeeklyLimit,
  isContactBy,
  weekMs,
  type ContactFacts,
  type ContactQuestion,
  type EarlierContact,
} from "../domains/contact-policy/contact-facts.js";
import { facets, type FacetPage } from "../domains/customer/facets.js";
import { GatewayError } from "../shared/errors.js";
import type { Position } from "../shared/page.js";
import type { Loaders } from "./loaders.js";

/** The facts for `decideContactability`. Rejects with STORE_UNAVAILABLE; a source that is down makes the contacts UNKNOWN. */
export async function loadContactFacts(
  loaders: Pick<Loaders, "customer" | "consents" | "preferences" | "facet">,
  customerId: string,
  question: Pick<ContactQuestion, "channel" | "at">,
): Promise<ContactFacts> {
  const [customer, consents, preferences] = await Promise.all([
    loaders.customer(customerId),
    loaders.consents(customerId),
    loaders.preferences(customerId),
  ]);
  const limit = findWeeklyLimit(preferences, question.channel) ?? 0;
  return {
    isErased: customer === undefined,
    isRestricted: customer !== undefined && customer.restrictedAt !== null,
    objections: customer?.objections ?? [],
    consents,
    preferences,
    contacts: limit > 0 ? await loadContacts(loaders, customerId, question, limit) : [],
  };
}

const pageSize = 50;

/** The newest contacts: until as many as the limit are by the channel, or the week before `at` is read. */
async function loadContacts(
  loaders: Pick<Loaders, "facet">,
  customerId: string,
  { channel, at }: Pick<ContactQuestion, "channel" | "at">,
  limit: number,
): Promise<readonly EarlierContact[] | "UNKNOWN"> {
  const contacts: EarlierContact[] = [];
  let after: Position | undefined;
  try {
    for (;;) {
      const page: FacetPage<"contacts"> = { limit: pageSize, ...(after && { after }) };
      const records = await loaders.facet("contacts", customerId, page);
      contacts.push(...records);
      const last = records.at(-1);
      if (last === undefined || records.length < pageSize) return contacts;
      const isWeekRead = Date.parse(last.occurredAt) <= at.getTime() - weekMs;
      const counting = contacts.filter(
        (contact) => isContactBy(contact, channel) && Date.parse(contact.occurredAt) <= at.getTime(),
      );
      if (isWeekRead || counting.length >= limit) return contacts;
      after = { at: facets.contacts.occurredAt(last), id: last.recordId, inclusive: false };
    }
  } catch (error) {
    if (error instanceof GatewayError && error.code === "SOURCE_UNAVAILABLE") return "UNKNOWN";
    throw error;
  }
}
