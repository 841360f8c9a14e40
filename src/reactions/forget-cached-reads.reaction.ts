// Drops what the read cache keeps of a customer when an event says that it is out of date. In: any event. Out: nothing
// but a smaller cache. Each process has a cache of its own and therefore runs this reaction itself.
import { type FacetName, facetNames, facets } from "../domains/customer/facets.js";
import type { NewEvent } from "../domains/events/event.js";
import type { Loaders } from "../loaders/loaders.js";
import type { ReadCache } from "../loaders/read-cache.js";
import type { Reaction } from "./reaction.js";

/** What an event of a kind puts out of date; a new identity may lead to records that no page has. */
const outdated: { readonly [Kind in NewEvent["kind"]]: readonly FacetName[] } = {
  WEB_EVENT: ["webEvents"],
  TRANSFER: ["transfers"],
  CONSULTATION: ["consultations"],
  CONTACT: ["contacts"],
  IDENTITY: facetNames,
  CONSENT: [],
  PREFERENCES: [],
  TRIGGER: [],
  CONSENT_DUTY: [],
  RIGHTS: [],
  PROFILE: ["profile"],
};

/** The reaction of a cache. */
export function forgetCachedReads({
  cache,
  createLoaders,
}: {
  readonly cache: Pick<ReadCache, "forget" | "clear" | "isEmpty">;
  readonly createLoaders: () => Pick<Loaders, "customer" | "identities">;
}): Reaction {
  return {
    name: "forget-cached-reads",
    react: async ({ type, kind, customerId }) => {
      // Also when it is empty: a read that is under way would fill it again.
      if (type === "customer.erased") return cache.clear();
      const names = outdated[kind];
      if (names.length === 0 || cache.isEmpty) return;
      const loaders = createLoaders();
      // The customer may have been merged into another since.
      const customer = await loaders.customer(customerId);
      const links = customer === undefined ? [] : await loaders.identities(customer.id);
      for (const name of names) {
        const namespaces = facets[name].keys.map((key) => key.namespace);
        for (const { namespace, value } of links) {
          if (namespaces.includes(namespace)) cache.forget(name, { namespace, value });
        }
      }
    },
  };
}
