// What a decision about triggers needs to know of other systems, read in the batches of one set of loaders. A system that is
// down keeps nothing back for long: contacts are UNKNOWN, which is waited for; what somebody bought is then not known.
import { facets } from "../domains/customer/facets.js";
import type { ContactAttempt, ProductHolding } from "../domains/customer/records.js";
import { findLookBackMs } from "../domains/triggers/silence/look-back.js";
import type { ResponseCurve } from "../domains/triggers/silence/response-curve.js";
import { purchaseNames, type OutsideFacts } from "../domains/triggers/silence/silence-facts.js";
import type { Trigger } from "../domains/triggers/trigger.js";
import { GatewayError } from "../shared/errors.js";
import { compareInstants, shiftInstant, toInstant, type Instant } from "../shared/instant.js";
import type { Position } from "../shared/page.js";
import type { Loaders } from "./loaders.js";

const pageSize = 200;
/** A customer who was contacted more often within as long as a rule looks back is beyond every cap anyway. */
const maxContacts = 2_000;

/** The facts for triggers of one customer; `at` is when it is decided. */
export async function loadOutsideFacts(
  loaders: Pick<Loaders, "facet">,
  customerId: string,
  triggers: readonly Pick<Trigger, "terms">[],
  at: Date,
  response: ResponseCurve,
): Promise<OutsideFacts> {
  const terms = triggers.map((trigger) => trigger.terms);
  const since = shiftInstant(toInstant(at), -findLookBackMs(terms));
  const products = [...new Set(terms.flatMap(({ product }) => product ?? []))];
  const isContacting = terms.some(({ channel }) => channel !== null);
  const [contacts, holdings, ...purchases] = await Promise.all([
    isContacting ? loadContacts(loaders, customerId, since) : [],
    products.length > 0 ? loadHoldings(loaders, customerId) : [],
    ...products.map((product) => loadPurchases(loaders, customerId, product, since)),
  ]);
  return { contacts, holdings, purchases: purchases.flat(), response };
}

/** Newest first, back to `since`. */
async function loadContacts(
  loaders: Pick<Loaders, "facet">,
  customerId: string,
  since: Instant,
): Promise<readonly ContactAttempt[] | "UNKNOWN"> {
  const contacts: ContactAttempt[] = [];
  let after: Position | undefined;
  try {
    for (;;) {
      const page = { limit: pageSize, ...(after && { after }) };
      const records = await loaders.facet("contacts", customerId, page);
      contacts.push(...records);
      const last = records.at(-1);
      if (last === undefined || records.length < pageSize || contacts.length >= maxContacts) return contacts;
      if (compareInstants(last.occurredAt, since) < 0) return contacts;
      after = { at: facets.contacts.occurredAt(last), id: last.recordId, inclusive: false };
    }
  } catch (error) {
    if (isSourceDown(error)) return "UNKNOWN";
    throw error;
  }
}

function loadHoldings(
  loaders: Pick<Loaders, "facet">,
  customerId: string,
): Promise<readonly ProductHolding[]> {
  return loaders.facet("products", customerId, { limit: pageSize }).catch(orNothing);
}

async function loadPurchases(
  loaders: Pick<Loaders, "facet">,
  customerId: string,
  product: string,
  since: Instant,
): Promise<OutsideFacts["purchases"]> {
  const filter = { names: purchaseNames, product, since };
  const events = await loaders.facet("webEvents", customerId, { limit: pageSize, filter }).catch(orNothing);
  return events.map(({ occurredAt }) => ({ product, at: occurredAt }));
}

function orNothing(error: unknown): readonly [] {
  if (isSourceDown(error)) return [];
  throw error;
}

function isSourceDown(error: unknown): boolean {
  return error instanceof GatewayError && error.code === "SOURCE_UNAVAILABLE";
}
