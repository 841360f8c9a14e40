// The part of the gateway's schema that the measured operations ask for, as every peer that is built by hand serves it.

/** The types of all sources but the customer itself. */
export const recordTypes = {
  profile: `
    type Profile { displayName: String email: String phone: String tier: String branch: String address: Address joinedAt: DateTime }
    type Address { locality: String country: String }`,
  identities: `
    enum IdentityNamespace { CRM_ID LOGIN_ID DEVICE_ID ANONYMOUS_ID ACCOUNT_ID EMAIL PHONE }
    type Identity { namespace: IdentityNamespace! value: String! verified: Boolean! }`,
  consents: `
    enum Purpose { SERVICE MARKETING ANALYTICS LEGAL }
    enum ConsentState { REQUESTED DEFERRED GIVEN RENEWED REFUSED WITHDRAWN REVOKED EXPIRED INVALIDATED UNKNOWN }
    type Consent { purpose: Purpose! channel: Channel state: ConsentState! validForProcessing: Boolean! }`,
  webEvents: `
    enum WebEventType { TRACK PAGE SCREEN IDENTIFY }
    type WebEvent { id: ID! type: WebEventType! name: String! url: String device: String sessionId: String occurredAt: DateTime! }
    type WebEventEdge { node: WebEvent! }
    type WebEventConnection { edges: [WebEventEdge!]! }`,
  transfers: `
    enum Direction { CREDIT DEBIT }
    enum TransferCategory { SALARY PENSION HOUSING UTILITIES TAX EDUCATION INSURANCE LOAN SAVINGS INVESTMENT HEALTH FAMILY SHOPPING CASH FEE OTHER }
    type Money { amount: String! currency: String! }
    type Transfer { id: ID! direction: Direction! amount: Money! counterparty: String category: TransferCategory bookedAt: DateTime! }
    type TransferEdge { node: Transfer! }
    type TransferConnection { edges: [TransferEdge!]! }`,
  consultations: `
    type Consultation { id: ID! channel: Channel topic: String agentId: ID outcome: String startedAt: DateTime! endedAt: DateTime }
    type ConsultationEdge { node: Consultation! }
    type ConsultationConnection { edges: [ConsultationEdge!]! }`,
} as const;

/** Scalars and enums that several sources share. */
export const sharedTypes = `
    scalar DateTime
    enum Channel { WEB APP BRANCH CALL EMAIL SMS PUSH CHAT POST MESSENGER ATM }`;

/** Operations and the list of customers. */
export const queryTypes = `
    type Query { customer(id: ID!): Customer customers(first: Int = 25, after: String): CustomerConnection! }
    type CustomerEdge { node: Customer! }
    type CustomerConnection { edges: [CustomerEdge!]! pageInfo: PageInfo! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }`;

/** Fields of the customer by the source that serves them. */
export const customerFields = {
  profile: "profile: Profile",
  identities: "identities: [Identity!]!",
  consents: "consents: [Consent!]!",
  webEvents: "webEvents(first: Int = 20): WebEventConnection",
  transfers: "transfers(first: Int = 20): TransferConnection",
  consultations: "consultations(first: Int = 10): ConsultationConnection",
} as const;

/** The whole schema, for a server that serves all of it. */
export const schemaText = `
  ${sharedTypes}
  ${Object.values(recordTypes).join("")}
  ${queryTypes}
  type Customer { id: ID! ${Object.values(customerFields).join(" ")} }
`;
