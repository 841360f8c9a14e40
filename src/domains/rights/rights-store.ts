import type { Instant } from "../../shared/instant.js";
import type { Position } from "../../shared/page.js";
import type { Purpose } from "../consent/consent.js";
import type { RightsRequest, RightsRequestKind, RightsRequestStatus, RightsStep } from "./rights-request.js";

/** One page of a customer's requests, newest first by (receivedAt, id). */
export interface RightsRequestAsk {
  readonly customerId: string;
  readonly limit: number;
  readonly after?: Position;
}

/** Which requests are wanted; an absent member does not narrow. */
export interface RightsRequestFilter {
  readonly kinds?: readonly RightsRequestKind[];
  readonly statuses?: readonly RightsRequestStatus[];
  /** Open and past their deadline at `now`, or not. */
  readonly overdue?: boolean;
  readonly dueBefore?: Instant;
}

/** One page of the requests of all customers, the nearest deadline first, then by id. */
export interface RightsRequestPage {
  readonly limit: number;
  readonly after?: { readonly at: Instant; readonly id: string };
  readonly filter: RightsRequestFilter;
  readonly now: Instant;
}

/** Port of the requests, implemented by the store. Those of erased persons are not found. */
export interface RightsRequestStore {
  loadRequests(asks: readonly RightsRequestAsk[]): Promise<readonly (readonly RightsRequest[])[]>;
  loadByIds(ids: readonly string[]): Promise<ReadonlyMap<string, RightsRequest>>;
  listRequests(page: RightsRequestPage): Promise<readonly RightsRequest[]>;
}

/** What of a request changes. */
export type RightsRequestChange = Partial<
  Pick<RightsRequest, "status" | "extendedUntil" | "extensionReason" | "resolvedAt">
>;

/** How the processing of a person's data is limited. */
export interface PersonLimits {
  readonly restrictedAt: Instant | null;
  readonly objections: readonly Purpose[];
}

/** Writes of requests and of what they take effect on, inside a transaction. */
export interface RightsWriter {
  /** With its steps. */
  add(request: RightsRequest): Promise<void>;
  find(id: string): Promise<RightsRequest | undefined>;
  /** All requests of a customer, oldest first. To be asked under the customer's lock. */
  list(customerId: string): Promise<readonly RightsRequest[]>;
  /** Changes a request and appends a step. */
  advance(id: string, change: RightsRequestChange, step: RightsStep): Promise<void>;
  /**
   * The survivor whom an id means, and its limits, locked against every other change until the transaction ends;
   * undefined when there is none. To be asked instead of `identities.lockCustomer`, not after it: two who hold the
   * lighter lock would wait for each other.
   */
  lockPerson(customerId: string): Promise<LockedPerson | undefined>;
  /** The limits of a customer as they stand in this transaction, without a lock; undefined when there is none. */
  findLimits(customerId: string): Promise<PersonLimits | undefined>;
  saveLimits(customerId: string, limits: PersonLimits): Promise<void>;
}

/** A customer who is locked. */
export interface LockedPerson extends PersonLimits {
  readonly customerId: string;
}
