// Who may see which field: the one map. A field without a rule, and a rule without a field, fail the build.
import { maskIdentifier } from "../security/masks/mask-identifier.js";
import { anyViewer, every, maskedUnless, onlyPurposes, onlyRoles, type Rule } from "../security/rules.js";

/** Rules by type and field. */
export type Permissions = Readonly<Record<string, Readonly<Record<string, Rule>>>>;

/** Those who deal with one person at a time; analysts need none of them by name. */
const namedPersons = onlyRoles("FRONTEND", "AGENT", "INTERNAL_APP", "PRIVACY_OFFICER", "ADMIN");
const recorders = onlyRoles("AGENT", "INTERNAL_APP", "PRIVACY_OFFICER", "ADMIN");
/** What people wrote or said about themselves and others is not there to sell or to count. */
const freeText = every(namedPersons, onlyPurposes("SERVICE", "LEGAL"));
const identifier = maskedUnless(namedPersons, maskIdentifier);

const officers = onlyRoles("PRIVACY_OFFICER", "ADMIN");
/** Who looked at whom: only to answer for it. */
const lawfully = every(officers, onlyPurposes("LEGAL"));

/** Who may give `CustomerFilter.query`: what it finds tells whose name, telephone number or e-mail address it is. */
export const searchByPerson: Rule = namedPersons;

function fields(rule: Rule, names: string): Record<string, Rule> {
  return Object.fromEntries(names.split(" ").map((name) => [name, rule]));
}

function connection(name: string): Record<string, Record<string, Rule>> {
  return {
    [`${name}Connection`]: fields(anyViewer, "edges pageInfo"),
    [`${name}Edge`]: fields(anyViewer, "cursor node"),
  };
}

/** The rule of every field. */
export const permissions: Permissions = {
  Query: {
    // Of the entities, those by crmId are judged as customerByIdentity is.
    ...fields(anyViewer, "viewer node nodes customer customers sources _entities _service"),
    customerByIdentity: namedPersons,
    consentDuties: recorders,
    rightsRequests: officers,
    accessEntries: lawfully,
  },
  _Service: fields(anyViewer, "sdl"),
  Mutation: {
    ...fields(
      recorders,
      "recordConsent completeConsentDuty updatePreferences recordConsultation recordRightsRequest withdrawObjection",
    ),
    ...fields(officers, "resolveRightsRequest extendRightsRequest liftRestriction"),
  },
  Subscription: fields(namedPersons, "customerContext consentChanged triggerRaised"),
  Viewer: fields(anyViewer, "id roles purpose"),
  PageInfo: fields(anyViewer, "hasNextPage hasPreviousPage startCursor endCursor"),
  Customer: {
    ...fields(
      anyViewer,
      "id crmId mergedIds profile products contacts webEvents transfers consultations timeline identities consents " +
        "consentHistory consentDuties preferences preferencesHistory contactability triggers sources",
    ),
    ...fields(recorders, "rightsRequests processingLimits"),
    accessLog: lawfully,
  },
  ...connection("Customer"),
  SourceAnswer: fields(anyViewer, "name status asOf latencyMs error"),
  Profile: {
    ...fields(namedPersons, "displayName familyName givenName birthDate email phone"),
    ...fields(anyViewer, "gender address tier branch joinedAt locale timeZone"),
  },
  Address: {
    ...fields(anyViewer, "country locality"),
    ...fields(namedPersons, "postalCode street"),
  },
  ProductHolding: fields(anyViewer, "id product category openedAt closedAt balance"),
  Money: fields(anyViewer, "amount currency"),
  WebEvent: fields(
    anyViewer,
    "id type name occurredAt sessionId channel url referrer device locality product campaign properties",
  ),
  ...connection("WebEvent"),
  Transfer: {
    ...fields(anyViewer, "id direction amount category standingOrder channel bookedAt"),
    ...fields(freeText, "counterparty memo"),
    accountId: identifier,
  },
  ...connection("Transfer"),
  Consultation: {
    ...fields(
      anyViewer,
      "id channel agentId startedAt endedAt product topic outcome satisfaction sentiment locality",
    ),
    ...fields(freeText, "summary notes"),
  },
  ...connection("Consultation"),
  ContactAttempt: fields(anyViewer, "id campaign offer channel attempt result occurredAt"),
  ...connection("ContactAttempt"),
  Touchpoint: fields(anyViewer, "kind occurredAt channel locality product record"),
  ...connection("Touchpoint"),
  Identity: {
    ...fields(anyViewer, "namespace firstSeenAt lastSeenAt source verified link"),
    value: identifier,
  },
  LinkEvidence: fields(anyViewer, "method score reasons linkedAt linkedBy"),
  MatchReason: fields(anyViewer, "field agreement weight"),
  Consent: fields(anyViewer, "purpose channel night state validForProcessing record"),
  ConsentRecord: {
    ...fields(
      anyViewer,
      "id schemaVersion receiptId purpose channel night state lawfulBasis privacyNotice noticeVersion language jurisdiction " +
        "collectionMethod withdrawalMethod actor occurredAt validUntil previousRecordId",
    ),
    ...fields(namedPersons, "onBehalfOf evidenceReference iso27560"),
  },
  ...connection("ConsentRecord"),
  ConsentDuty: {
    ...fields(anyViewer, "id kind status record customer dueAt remindAt raisedAt closedAt closedBy method"),
    ...fields(namedPersons, "note"),
  },
  ...connection("ConsentDuty"),
  Preferences: fields(anyViewer, "locale timeZone quietHours nightContact topics channels version"),
  PreferencesVersion: fields(anyViewer, "version actor at preferences"),
  ...connection("PreferencesVersion"),
  Contactability: fields(anyViewer, "allowed reasons allowedFrom"),
  QuietHours: fields(anyViewer, "from to"),
  TopicPreference: fields(anyViewer, "topic subscribed"),
  ChannelPreference: fields(anyViewer, "channel allowed maxPerWeek"),
  Trigger: fields(
    anyViewer,
    "id rule customer status priority title explanation evidence raisedAt expiresAt value suppressedBy claimedBy outcome",
  ),
  ...connection("Trigger"),
  TriggerEvent: fields(anyViewer, "cursor trigger"),
  ConsentEvent: fields(anyViewer, "cursor customer record"),
  CustomerContextEvent: fields(anyViewer, "cursor kind customer record"),
  RecordConsentPayload: fields(anyViewer, "record customer refusal"),
  CompleteConsentDutyPayload: fields(anyViewer, "duty customer refusal"),
  UpdatePreferencesPayload: fields(anyViewer, "preferences customer refusal"),
  RecordConsultationPayload: fields(anyViewer, "consultation customer refusal"),
  AccessEntry: fields(
    lawfully,
    "id at actor roles sourceIp application subjectId action fields withheld purpose decision requestId",
  ),
  ...connection("AccessEntry"),
  RightsRequest: {
    ...fields(
      recorders,
      "id kind status purposes receivedAt dueAt extendedUntil isOverdue resolvedAt customer",
    ),
    ...fields(officers, "details extensionReason steps"),
  },
  ...connection("RightsRequest"),
  RightsRequestStep: fields(officers, "action actor at note"),
  ProcessingLimits: fields(recorders, "restrictedAt objections"),
  RightsRequestPayload: fields(anyViewer, "request customer refusal"),
  ProcessingLimitsPayload: fields(anyViewer, "limits customer refusal"),
  Refusal: fields(anyViewer, "code message field"),
};
