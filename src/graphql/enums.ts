// The enums of the API, each value described once. Importing this file registers them with type-graphql.
import { registerEnumType } from "type-graphql";
import { AccessAction, AccessDecision } from "../domains/audit/access-entry.js";
import { Channel } from "../domains/customer/channel.js";
import { ContactResult, Direction, TransferCategory, WebEventType } from "../domains/customer/records.js";
import { TouchpointKind } from "../domains/customer/timeline.js";
import { ConsentDutyKind, ConsentDutyStatus } from "../domains/consent/consent-duty.js";
import { ConsentState, Purpose } from "../domains/consent/consent.js";
import { ContextKind } from "../domains/events/event.js";
import { IngestStatus } from "../domains/ingest/sent-event.js";
import { IdentityNamespace, MatchMethod } from "../domains/identity/identity.js";
import { RefusalCode } from "../domains/refusal.js";
import {
  RightsRequestKind,
  RightsRequestOutcome,
  RightsRequestStatus,
  RightsStepAction,
} from "../domains/rights/rights-request.js";
import { SimulationFact } from "../domains/triggers/simulation/simulate-rule.js";
import { SuppressionReason, TriggerStatus } from "../domains/triggers/trigger.js";
import { Role } from "../security/viewer.js";
import { SourceStatus } from "../loaders/loaders.js";

function describe<Enum extends object>(
  enumObject: Enum,
  name: string,
  description: string,
  values: { readonly [Name in keyof Enum]: string },
): void {
  registerEnumType(enumObject, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      Object.entries<string>(values as Record<string, string>).map(([key, text]) => [
        key,
        { description: text },
      ]),
    ) as { [Name in keyof Enum]: { description: string } },
  });
}

describe(Role, "Role", "What a viewer is to the company; it decides which fields can be seen.", {
  FRONTEND: "A website or an app of the company.",
  AGENT: "A person in the call centre or at a branch, and their tools.",
  INTERNAL_APP: "Another system of the company.",
  ANALYST: "Someone who studies many customers and needs none of them by name.",
  PRIVACY_OFFICER: "The person who answers for personal data.",
  ADMIN: "The people who run the gateway.",
});
describe(Purpose, "Purpose", "Why data is used; sent with every request or fixed by the token.", {
  SERVICE: "To serve the customer in a matter of their own.",
  MARKETING: "To offer something.",
  ANALYTICS: "To learn from many customers.",
  LEGAL: "To meet a legal duty.",
});
describe(Channel, "Channel", "Where customer and company meet.", {
  WEB: "The website.",
  APP: "The mobile app.",
  BRANCH: "A branch office.",
  CALL: "A telephone call.",
  EMAIL: "E-mail.",
  SMS: "Text message.",
  PUSH: "Notification of the app.",
  CHAT: "Chat on the website or in the app.",
  POST: "Letter.",
  MESSENGER: "A messenger service, e.g. KakaoTalk.",
  ATM: "A cash machine.",
});
describe(AccessAction, "AccessAction", "What was done with a person's data.", {
  SEARCH: "The person was found in a list or by a number.",
  VIEW: "The person's data was asked for.",
  SUBSCRIBE: "An event about the person was sent.",
  CHANGE: "The person's data was changed.",
  EXPORT: "All of the person's data was handed out.",
  ERASE: "The person's data was erased.",
});
describe(AccessDecision, "AccessDecision", "What the policy decided about an access.", {
  ALLOWED: "All that was asked for was shown.",
  MASKED: "Some of it was masked or withheld.",
  DENIED: "Nothing personal was shown.",
});
describe(WebEventType, "WebEventType", "Kind of web event (Segment specification).", {
  TRACK: "Something the person did.",
  PAGE: "A page of the website was viewed.",
  SCREEN: "A screen of the app was viewed.",
  IDENTIFY: "The person became known, usually by logging in.",
});
describe(Direction, "Direction", "Which way the money went, seen from the customer's account.", {
  CREDIT: "Money came in.",
  DEBIT: "Money went out.",
});
describe(TransferCategory, "TransferCategory", "What a transfer is for (grouped ISO 20022 purpose codes).", {
  SALARY: "Wages.",
  PENSION: "Pension.",
  HOUSING: "Rent or housing costs.",
  UTILITIES: "Electricity, gas, water, telephone.",
  TAX: "Taxes and public dues.",
  EDUCATION: "Tuition and school fees.",
  INSURANCE: "Insurance premiums and payments.",
  LOAN: "Loan payments.",
  SAVINGS: "Savings.",
  INVESTMENT: "Securities and funds.",
  HEALTH: "Medical costs.",
  FAMILY: "Payments within a family, child support, allowances.",
  SHOPPING: "Goods and services.",
  CASH: "Cash paid in or out.",
  FEE: "Fees and interest of the bank.",
  OTHER: "Anything else.",
});
describe(ContactResult, "ContactResult", "How a marketing contact ended.", {
  ACCEPTED: "The offer was accepted.",
  REJECTED: "The offer was declined.",
  NO_ANSWER: "Nobody answered.",
  DELIVERED: "The message was delivered.",
  OPENED: "The message was opened.",
  CLICKED: "A link in the message was followed.",
  BOUNCED: "The message could not be delivered.",
});
describe(TouchpointKind, "TouchpointKind", "Kind of contact between customer and company.", {
  WEB_EVENT: "An event of the website or the app.",
  TRANSFER: "A booking on an account.",
  CONSULTATION: "A conversation.",
  CONTACT: "A marketing contact.",
  CONSENT: "A consent was recorded.",
  TRIGGER: "A trigger was raised.",
});
describe(IdentityNamespace, "IdentityNamespace", "Where an identity has its meaning.", {
  CRM_ID: "Customer number of the CRM.",
  LOGIN_ID: "Login of the website or the app.",
  DEVICE_ID: "A device.",
  ANONYMOUS_ID: "A browser cookie or an app installation before login.",
  ACCOUNT_ID: "Number of an account.",
  EMAIL: "E-mail address.",
  PHONE: "Telephone number; any usual spelling is understood, national ones as Korean.",
});
describe(MatchMethod, "MatchMethod", "How two identities came to be one person.", {
  DETERMINISTIC: "Equal keys in a source.",
  PROBABILISTIC: "Enough fields agreed.",
  MANUAL: "Somebody decided it.",
});
describe(ConsentState, "ConsentState", "State of a consent (W3C Data Privacy Vocabulary).", {
  REQUESTED: "Asked for, no answer yet.",
  DEFERRED: "The person put the answer off.",
  GIVEN: "Given.",
  RENEWED: "Confirmed again.",
  REFUSED: "Asked and declined.",
  WITHDRAWN: "Taken back by the person or for them by their legal representative, whoever records it.",
  REVOKED: "Ended by somebody else than the person, e.g. the company or an authority.",
  EXPIRED: "Its time is over.",
  INVALIDATED: "Found not to be valid.",
  UNKNOWN: "Not known.",
});
describe(ConsentDutyKind, "ConsentDutyKind", "What a consent obliges the company to do.", {
  EXPIRY: "Let the consent end; happens by itself.",
  RECONFIRMATION:
    "Ask the person again whether they agree to advertising: every two years, before the day of the consent comes round.",
  RESULT_NOTICE: "Tell the person within 14 days what came of their yes, no or withdrawal about advertising.",
});
describe(ConsentDutyStatus, "ConsentDutyStatus", "Where a duty stands.", {
  OPEN: "Has to be done.",
  OVERDUE: "Was not done in time, and has to be done still.",
  DONE: "Done.",
  CANCELLED: "Not needed any more.",
});
describe(TriggerStatus, "TriggerStatus", "Where a trigger stands.", {
  RAISED: "Waits for somebody to act.",
  HELD: "Waits for an hour at which the customer may be contacted; `suppressedBy` says why, `heldUntil` until when.",
  SUPPRESSED: "Was considered and held back for good.",
  CLAIMED: "Somebody works on it.",
  RESOLVED: "Done.",
  DISMISSED: "Not worth acting on.",
  EXPIRED: "Its time is over.",
});
describe(SuppressionReason, "SuppressionReason", "Why a customer is not contacted.", {
  NO_CONSENT: "There is no consent for this purpose and channel, or the person said no.",
  CONSENT_EXPIRED: "The consent has expired.",
  NIGHT_CONSENT_MISSING:
    "It is night where the customer is (21:00 to 08:00), when advertising by telephone or message needs a consent of its own.",
  CHANNEL_OPTED_OUT: "The customer does not want this channel.",
  TOPIC_OPTED_OUT: "The customer does not want this topic.",
  QUIET_HOURS: "The customer's quiet hours.",
  FREQUENCY_CAP: "As many contacts as the customer wants, or as are good, in this period.",
  FATIGUE: "Another attempt would do harm.",
  ALREADY_PURCHASED: "The customer has it already.",
  DUPLICATE: "The same was raised already.",
  EXPIRED: "Too late.",
  HOLDOUT: "The customer is in the comparison group.",
  LOST_ARBITRATION: "Something of more value came first.",
  ERASED: "The person was erased.",
  PROCESSING_RESTRICTED: "The person had the processing of their data restricted.",
  OBJECTED: "The person objected to this purpose.",
  CONTACTS_UNKNOWN:
    "The customer limits the contacts of a week, and the earlier ones could not be read; ask again when their source is back.",
});
describe(ContextKind, "ContextKind", "What an event of a customer's context is about.", {
  SNAPSHOT: "The state at the start of the stream.",
  WEB_EVENT: "A web event came in.",
  TRANSFER: "A transfer was booked, or a booked one was corrected.",
  CONSULTATION: "A consultation was recorded, or what was recorded of it changed.",
  CONTACT: "A marketing contact was attempted.",
  CONSENT: "A consent was recorded.",
  PREFERENCES: "The preferences changed.",
  TRIGGER: "A trigger was raised.",
  IDENTITY: "An identity was linked.",
  CONSENT_DUTY: "A duty out of a consent came up, was missed or was done.",
  RIGHTS: "The processing of the customer's data was restricted, or objected to, or set free again.",
  PROFILE: "The profile changed; it is read anew with the event's customer.",
});
describe(SimulationFact, "SimulationFact", "What a trial of a rule cannot look up as it was.", {
  PROFILE: "The profile, segments and insights that the rule's `if` asks for.",
  RESPONSE: "How often attempts by a channel succeed, by which fatigue is judged.",
});
describe(RightsRequestKind, "RightsRequestKind", "Which right a person uses.", {
  ACCESS: "To see the data (열람, PIPA art. 35, GDPR art. 15).",
  PORTABILITY: "To get the data in a form that machines read (전송, PIPA art. 35-2, GDPR art. 20).",
  RECTIFICATION: "To have data corrected (정정, PIPA art. 36, GDPR art. 16).",
  ERASURE: "To have data erased (삭제, PIPA art. 36, GDPR art. 17).",
  RESTRICTION: "To have processing suspended (처리정지, PIPA art. 37, GDPR art. 18).",
  OBJECTION: "To have data used for a purpose no longer (GDPR art. 21).",
});
describe(RightsRequestStatus, "RightsRequestStatus", "Where a rights request stands.", {
  RECEIVED: "Nobody has begun with it.",
  IN_PROGRESS: "Somebody works on it, or it holds already and is being judged.",
  FULFILLED: "Done.",
  REFUSED: "Refused with a reason.",
  CANCELLED: "Taken back by the person, or without object.",
});
describe(RightsRequestOutcome, "RightsRequestOutcome", "How a rights request ends.", {
  FULFILLED: "Done.",
  REFUSED: "Refused with a reason.",
  CANCELLED: "Taken back by the person, or without object.",
});
describe(RightsStepAction, "RightsStepAction", "What was done to a rights request.", {
  RECORDED: "It was recorded.",
  FORWARDED: "The sources were told.",
  EXPORTED: "The person's data was made ready.",
  EXTENDED: "It got a longer time.",
  FULFILLED: "It was fulfilled.",
  REFUSED: "It was refused.",
  CANCELLED: "It was taken back, or lost its object.",
  LIFTED: "The restriction was lifted.",
  WITHDRAWN: "The objection was withdrawn.",
});
describe(SourceStatus, "SourceStatus", "How a source answered.", {
  OK: "Answered.",
  STALE: "Did not answer; an earlier answer is shown.",
  TIMEOUT: "Did not answer in time.",
  UNAVAILABLE: "Could not be reached or failed.",
  CIRCUIT_OPEN: "Failed repeatedly and is left alone for a moment.",
  NOT_ASKED: "Was not needed for this request.",
});
describe(IngestStatus, "IngestStatus", "What became of an event that was sent.", {
  ACCEPTED: "It is kept: in the log, or waiting for its person.",
  DUPLICATE: "It was taken before.",
  REJECTED: "It cannot be taken as it is; it is kept as a dead letter, unless it is of an erased person.",
});
describe(RefusalCode, "RefusalCode", "Why something was not done, where a caller may expect it.", {
  NOT_FOUND: "What it was to be done to does not exist.",
  STALE_VERSION: "Somebody changed it in between; read it again.",
  INVALID_TRANSITION: "This state cannot follow the present one.",
  ALREADY_CLAIMED: "Somebody else was first.",
  EXPIRED: "Too late.",
  CONFLICT: "The client key was used for something else.",
  INVALID_INPUT: "A value does not fit; `field` names it.",
  NOT_REVERSIBLE: "It cannot be undone.",
});
