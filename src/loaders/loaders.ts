// What a request can load. One instance a request (or a subscription event); every load is batched and remembered in it.
import type { AccessEntry } from "../domains/audit/access-entry.js";
import type { AccessLogPage } from "../domains/audit/access-log.js";
import type { ConsentDutyFilter } from "../domains/consent/consent-duty-store.js";
import type { ConsentDuty, ConsentDutyStatus } from "../domains/consent/consent-duty.js";
import type { ConsentRecord } from "../domains/consent/consent.js";
import type { PreferencesVersion } from "../domains/contact-policy/preferences-store.js";
import type { Preferences } from "../domains/contact-policy/preferences.js";
import type { FacetName, FacetPage, RecordOf } from "../domains/customer/facets.js";
import type { CustomerRef, IdentityKey, IdentityLink } from "../domains/identity/identity.js";
import type { RightsRequest } from "../domains/rights/rights-request.js";
import type { RightsRequestPage } from "../domains/rights/rights-store.js";
import type { Trigger, TriggerSearch, TriggerStatus } from "../domains/triggers/trigger.js";
import { enumOf, type NameOf } from "../shared/enum-of.js";
import type { Position } from "../shared/page.js";
import type { DirectoryFilter } from "../sources/kit/define-source.js";

/** Freshness and health of a source's answer. */
export const SourceStatus = enumOf("OK", "STALE", "TIMEOUT", "UNAVAILABLE", "CIRCUIT_OPEN", "NOT_ASKED");
export type SourceStatus = NameOf<typeof SourceStatus>;

/** How a source answered: in this request, or lately. */
export interface SourceAnswer {
  readonly name: string;
  readonly status: SourceStatus;
  /** In this request: when the data was read; null when there is none. Lately: when the source last answered. */
  readonly asOf: Date | null;
  /** In this request: its slowest read. Lately: its latest read or ping. */
  readonly latencyMs: number | null;
  /** One safe sentence; null when all is well. */
  readonly error: string | null;
}

/** One batch that went to a source or the store, for `.reads` snapshots: `asks` counts the distinct asks in it. */
export interface Read {
  readonly source: string;
  readonly facet: string;
  readonly asks: number;
}

/** A record and the customer it belongs to. */
export interface OwnedRecord<F extends FacetName> {
  readonly customerId: string;
  readonly record: RecordOf<F>;
}

/** How another system names a customer: by our id, or by the CRM's number. */
export type CustomerReference = { readonly id: string } | { readonly crmId: string };

/** The batched reads of one request. A load rejects with GatewayError SOURCE_UNAVAILABLE when its source failed. */
export interface Loaders {
  /** By the customer's id; an id that was merged finds its survivor. */
  customer(id: string): Promise<CustomerRef | undefined>;
  /** The customer to whom an identity leads; rejects with IDENTITY_AMBIGUOUS when several could be meant. */
  customerByIdentity(key: IdentityKey): Promise<CustomerRef | undefined>;
  /** As `customer` and `customerByIdentity`, for many at once: all customers of a batch are one read. */
  customerByReference(reference: CustomerReference): Promise<CustomerRef | undefined>;
  /** Without a filter from the store in the order of ids; with one from the CRM's directory in the order of CRM ids. */
  customers(page: {
    readonly limit: number;
    readonly after?: string;
    readonly filter?: DirectoryFilter;
  }): Promise<readonly CustomerRef[]>;
  /** Records of a facet, newest first, at most `page.limit`. */
  facet<F extends FacetName>(
    facet: F,
    customerId: string,
    page: FacetPage<F>,
  ): Promise<readonly RecordOf<F>[]>;
  /** A record by its own id, when it belongs to a customer. */
  record<F extends FacetName>(facet: F, recordId: string): Promise<OwnedRecord<F> | undefined>;
  identities(customerId: string): Promise<readonly IdentityLink[]>;
  consents(customerId: string): Promise<readonly ConsentRecord[]>;
  consentHistory(
    customerId: string,
    page: { limit: number; after?: Position },
  ): Promise<readonly ConsentRecord[]>;
  consentRecord(id: string): Promise<ConsentRecord | undefined>;
  consentDuties(
    customerId: string,
    page: { limit: number; after?: Position; statuses?: readonly ConsentDutyStatus[] },
  ): Promise<readonly ConsentDuty[]>;
  consentDuty(id: string): Promise<ConsentDuty | undefined>;
  /** Of all customers, the earliest due first. */
  listConsentDuties(page: {
    readonly limit: number;
    readonly after?: Position;
    readonly filter?: ConsentDutyFilter;
  }): Promise<readonly ConsentDuty[]>;
  preferences(customerId: string): Promise<Preferences>;
  preferencesHistory(
    customerId: string,
    page: { limit: number; after?: Position },
  ): Promise<readonly PreferencesVersion[]>;
  triggers(
    customerId: string,
    page: { limit: number; after?: Position; statuses?: readonly TriggerStatus[] },
  ): Promise<readonly Trigger[]>;
  trigger(id: string): Promise<Trigger | undefined>;
  /** Of all customers, newest first. */
  listTriggers(page: {
    readonly limit: number;
    readonly after?: Position;
    readonly filter?: TriggerSearch;
  }): Promise<readonly Trigger[]>;
  rightsRequests(
    customerId: string,
    page: { limit: number; after?: Position },
  ): Promise<readonly RightsRequest[]>;
  rightsRequest(id: string): Promise<RightsRequest | undefined>;
  /** Requests of all customers, the nearest deadline first. */
  rightsRequestsByDeadline(page: RightsRequestPage): Promise<readonly RightsRequest[]>;
  /** Entries of the access log about a customer and those merged into it, newest first. */
  accessLog(customerId: string, page: { limit: number; after?: Position }): Promise<readonly AccessEntry[]>;
  accessEntry(id: string): Promise<AccessEntry | undefined>;
  /** Entries of the access log about anybody, newest first. */
  accessEntries(page: AccessLogPage): Promise<readonly AccessEntry[]>;
  /** Waits until every read of the request that is under way has ended, then tells how each source answered. */
  sourceAnswers(): Promise<readonly SourceAnswer[]>;
  /** How each source is, by its latest read or ping of any request; one that is not known to answer is asked. */
  sourceHealth(): Promise<readonly SourceAnswer[]>;
  /**
   * Batches wait no longer than this for lookups that could add to them: for an operation whose first payload may not wait
   * for the lookups of later ones. Called before anything is loaded.
   */
  limitPatience(patienceMs: number): void;
  /** Batches so far, in the order they were sent. */
  readonly reads: readonly Read[];
  /** Forgets what was loaded of a customer, after a change in the same request. */
  forget(customerId: string): void;
}
