// Records with nothing in them but what a test says.
import type { CustomerRef } from "../../src/domains/identity/identity.js";
import type { Consultation, Profile, Transfer, WebEvent } from "../../src/domains/customer/records.js";
import { uuidFromName } from "../../src/shared/ids.js";

/** A web event: a product view on 20 November 2026 unless said otherwise. */
export function toWebEvent(recordId: string, more: Partial<WebEvent> = {}): WebEvent {
  return {
    recordId,
    type: "TRACK",
    name: "Product Viewed",
    occurredAt: "2026-11-20T09:00:00.000Z",
    sessionId: null,
    channel: "WEB",
    url: null,
    referrer: null,
    device: null,
    locality: null,
    product: "적금",
    campaign: null,
    properties: null,
    ...more,
  };
}

/** A booking. */
export function toTransfer(recordId: string, more: Partial<Transfer> = {}): Transfer {
  return {
    recordId,
    accountId: "1",
    direction: "DEBIT",
    amount: { amount: "1000", currency: "KRW" },
    counterparty: null,
    category: null,
    standingOrder: false,
    memo: null,
    channel: null,
    bookedAt: "2026-11-20T09:00:00.000Z",
    ...more,
  };
}

/** A consultation. */
export function toConsultation(recordId: string, more: Partial<Consultation> = {}): Consultation {
  return {
    recordId,
    channel: "CALL",
    agentId: null,
    startedAt: "2026-11-20T09:00:00.000Z",
    endedAt: null,
    product: null,
    topic: null,
    summary: null,
    notes: null,
    outcome: null,
    satisfaction: null,
    sentiment: null,
    locality: null,
    ...more,
  };
}

/** A profile. */
export function toProfile(recordId: string, more: Partial<Profile> = {}): Profile {
  return {
    recordId,
    displayName: null,
    familyName: null,
    givenName: null,
    birthDate: null,
    gender: null,
    email: null,
    phone: null,
    address: null,
    tier: null,
    branch: null,
    joinedAt: null,
    locale: null,
    timeZone: null,
    ...more,
  };
}

/** A customer of whom nothing is known but the id. */
export function makeCustomerRef(known: Partial<CustomerRef> & Pick<CustomerRef, "id">): CustomerRef {
  const unknown = { crmId: null, mergedIds: [], restrictedAt: null, objections: [] };
  return { ...unknown, subjectRef: uuidFromName("subject", known.id), ...known };
}
