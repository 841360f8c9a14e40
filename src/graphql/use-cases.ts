// What mutations may do. Bound to the store by app.ts, so that resolvers hold no transaction of their own.
import type { ConsentDuty } from "../domains/consent/consent-duty.js";
import type { ConsentRecord, ConsentState, Purpose } from "../domains/consent/consent.js";
import type { Preferences, QuietHours } from "../domains/contact-policy/preferences.js";
import type { Channel } from "../domains/customer/channel.js";
import type { Consultation, ContactResult } from "../domains/customer/records.js";
import type { IngestResult, SentEvent } from "../domains/ingest/sent-event.js";
import type { Refusal } from "../domains/refusal.js";
import type {
  LiftRestrictionInput,
  LimitsAnswer,
  WithdrawObjectionInput,
} from "../domains/rights/lift-limits.js";
import type {
  RecordRightsRequestInput,
  RightsRequestAnswer,
} from "../domains/rights/record-rights-request.js";
import type {
  ExtendRightsRequestInput,
  ResolveRightsRequestInput,
} from "../domains/rights/resolve-rights-request.js";
import type {
  ErasePersonalDataAnswer,
  ErasePersonalDataInput,
  ListedErasure,
} from "../domains/rights/erase-personal-data.js";
import type { StoredRule } from "../domains/triggers/rules/stored-rule.js";
import type { SaveTriggerRuleAnswer, SaveTriggerRuleInput } from "../domains/triggers/save-trigger-rule.js";
import type { SimulateRuleInput, Simulation } from "../domains/triggers/simulation/simulate-rule.js";
import type { EndTriggerInput, WorkTriggerAnswer } from "../domains/triggers/work-trigger.js";
import type { Actor } from "../domains/use-case.js";

/** What was done to which customer, or the refusal. */
type Outcome<Done> = Promise<(Done & { readonly customerId: string }) | { readonly refusal: Refusal }>;

/** The use cases of the API; customer ids are those inside the gateway. */
export interface UseCases {
  recordConsent(
    actor: Actor,
    input: {
      readonly clientKey: string;
      readonly customerId: string;
      readonly purpose: Purpose;
      readonly channel?: Channel | null;
      readonly night?: boolean | null;
      readonly state: ConsentState;
      readonly noticeVersion: string;
      readonly privacyNotice?: string | null;
      readonly language?: string | null;
      readonly collectionMethod: string;
      readonly onBehalfOf?: string | null;
      readonly evidence?: string | null;
      readonly occurredAt?: string | null;
      readonly validUntil?: string | null;
    },
  ): Outcome<{ readonly record: ConsentRecord }>;

  completeConsentDuty(
    actor: Actor,
    input: {
      readonly clientKey: string;
      readonly id: string;
      readonly method: string;
      readonly note?: string | null;
    },
  ): Outcome<{ readonly duty: ConsentDuty }>;

  updatePreferences(
    actor: Actor,
    input: {
      readonly customerId: string;
      readonly version: number;
      readonly locale?: string | null;
      readonly timeZone?: string | null;
      readonly quietHours?: QuietHours | null;
      readonly nightContact?: boolean | null;
      readonly topics?: readonly { readonly topic: string; readonly subscribed: boolean }[] | null;
      readonly channels?:
        | readonly {
            readonly channel: Channel;
            readonly allowed: boolean;
            readonly maxPerWeek?: number | null;
          }[]
        | null;
    },
  ): Outcome<{ readonly preferences: Preferences }>;

  recordConsultation(
    actor: Actor,
    input: {
      readonly clientKey: string;
      readonly customerId: string;
      readonly channel: Channel;
      readonly startedAt: string;
      readonly endedAt?: string | null;
      readonly product?: string | null;
      readonly topic?: string | null;
      readonly summary?: string | null;
      readonly notes?: string | null;
      readonly outcome?: string | null;
      readonly satisfaction?: number | null;
    },
  ): Outcome<{ readonly consultation: Consultation }>;

  claimTrigger(actor: Actor, input: { readonly id: string }): Promise<WorkTriggerAnswer>;
  resolveTrigger(
    actor: Actor,
    input: EndTriggerInput & { readonly outcome: string; readonly result?: ContactResult | null },
  ): Promise<WorkTriggerAnswer>;
  dismissTrigger(
    actor: Actor,
    input: EndTriggerInput & { readonly reason: string },
  ): Promise<WorkTriggerAnswer>;
  listTriggerRules(): Promise<readonly StoredRule[]>;
  findTriggerRule(name: string): Promise<StoredRule | undefined>;
  saveTriggerRule(actor: Actor, input: SaveTriggerRuleInput): Promise<SaveTriggerRuleAnswer>;
  /** `listVisible` says of which customers the viewer may see triggers; nobody else is looked at. */
  simulateTriggerRule(
    listVisible: (customerIds: readonly string[]) => Promise<readonly string[]>,
    input: SimulateRuleInput,
  ): Promise<{ readonly simulation: Simulation } | { readonly refusal: Refusal }>;
  /** Answers for each event in its order, when everything about them is durable. */
  ingestEvents(events: readonly SentEvent[]): Promise<readonly IngestResult[]>;

  recordRightsRequest(actor: Actor, input: RecordRightsRequestInput): Promise<RightsRequestAnswer>;
  resolveRightsRequest(actor: Actor, input: ResolveRightsRequestInput): Promise<RightsRequestAnswer>;
  extendRightsRequest(actor: Actor, input: ExtendRightsRequestInput): Promise<RightsRequestAnswer>;
  /** Answers the whole address of the export. */
  exportPersonalData(
    actor: Actor,
    input: { readonly customerId: string },
  ): Promise<{ readonly url: string; readonly expiresAt: string } | { readonly refusal: Refusal }>;
  erasePersonalData(actor: Actor, input: ErasePersonalDataInput): Promise<ErasePersonalDataAnswer>;
  listErasures(page: {
    readonly limit: number;
    readonly after?: { readonly at: string; readonly id: string };
  }): Promise<readonly ListedErasure[]>;
  liftRestriction(actor: Actor, input: LiftRestrictionInput): Promise<LimitsAnswer>;
  withdrawObjection(actor: Actor, input: WithdrawObjectionInput): Promise<LimitsAnswer>;
}
