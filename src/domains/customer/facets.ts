// Every facet once: what its records are, by which identities of a customer they are found, and in which order they come.
import type { z } from "zod";
import type { Instant } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";
import type { IdentityKey, IdentityNamespace } from "../identity/identity.js";
import {
  type Consultation,
  type ConsultationFilter,
  consultationSchema,
  type ContactAttempt,
  contactAttemptSchema,
  type ProductHolding,
  productHoldingSchema,
  type Profile,
  profileSchema,
  type Transfer,
  type TransferFilter,
  transferSchema,
  type WebEvent,
  type WebEventFilter,
  webEventSchema,
} from "./records.js";

/** Record and filter of each facet. */
export interface FacetTypes {
  readonly profile: { readonly record: Profile; readonly filter: never };
  readonly products: { readonly record: ProductHolding; readonly filter: never };
  readonly contacts: { readonly record: ContactAttempt; readonly filter: never };
  readonly webEvents: { readonly record: WebEvent; readonly filter: WebEventFilter };
  readonly transfers: { readonly record: Transfer; readonly filter: TransferFilter };
  readonly consultations: { readonly record: Consultation; readonly filter: ConsultationFilter };
}
export type FacetName = keyof FacetTypes;
export type RecordOf<F extends FacetName> = FacetTypes[F]["record"];
export type FilterOf<F extends FacetName> = FacetTypes[F]["filter"];

/**
 * Which of a customer's identities find records of a facet. `every-holder`: a record belongs to each customer that holds
 * the identity (a joint account). `sole-holder`: it belongs to a customer only when nobody else holds the identity, or
 * when this customer is its only verified holder (a family's telephone must not show one member the other's calls).
 */
export interface FacetKey {
  readonly namespace: IdentityNamespace;
  readonly attribution: "every-holder" | "sole-holder";
}

/** A facet's declaration. `occurredAt` orders newest first, ties by record id descending. */
export interface Facet<F extends FacetName> {
  readonly name: F;
  /** What every record of every source must fit. */
  readonly schema: z.ZodType<RecordOf<F>>;
  readonly keys: readonly FacetKey[];
  readonly occurredAt: (record: RecordOf<F>) => Instant;
}

/** Records with no time of their own stand in the order of their ids. */
const beginning: Instant = "0001-01-01T00:00:00Z";

/** The facets of a customer. */
export const facets: { readonly [F in FacetName]: Facet<F> } = {
  profile: {
    name: "profile",
    schema: profileSchema,
    keys: [{ namespace: "CRM_ID", attribution: "every-holder" }],
    occurredAt: () => beginning,
  },
  products: {
    name: "products",
    schema: productHoldingSchema,
    keys: [{ namespace: "CRM_ID", attribution: "every-holder" }],
    occurredAt: (product) => product.openedAt ?? beginning,
  },
  contacts: {
    name: "contacts",
    schema: contactAttemptSchema,
    keys: [{ namespace: "CRM_ID", attribution: "every-holder" }],
    occurredAt: (contact) => contact.occurredAt,
  },
  webEvents: {
    name: "webEvents",
    schema: webEventSchema,
    keys: [
      { namespace: "LOGIN_ID", attribution: "every-holder" },
      { namespace: "ANONYMOUS_ID", attribution: "sole-holder" },
    ],
    occurredAt: (event) => event.occurredAt,
  },
  transfers: {
    name: "transfers",
    schema: transferSchema,
    keys: [{ namespace: "ACCOUNT_ID", attribution: "every-holder" }],
    occurredAt: (transfer) => transfer.bookedAt,
  },
  consultations: {
    name: "consultations",
    schema: consultationSchema,
    keys: [
      { namespace: "CRM_ID", attribution: "every-holder" },
      { namespace: "PHONE", attribution: "sole-holder" },
    ],
    occurredAt: (consultation) => consultation.startedAt,
  },
};

/** Names of all facets. */
export const facetNames = Object.keys(facets) as readonly FacetName[];

/** Which records of a facet are wanted: at most `limit`, newest first, after `after`, that fit `filter`. */
export interface FacetPage<F extends FacetName = FacetName> {
  readonly limit: number;
  readonly after?: Position;
  readonly filter?: FilterOf<F>;
}

/** A record with the identity that found it. Under exactly one identity each: sources keep their keys disjoint. */
export interface FoundRecord<F extends FacetName = FacetName> {
  readonly key: IdentityKey;
  readonly record: RecordOf<F>;
}
