// Records what a person said about the use of their data, as the next link of the chain for its purpose and channel.
import {
  compareInstants,
  nextInstant,
  toInstant,
  toShortInstant,
  type Instant,
} from "../../shared/instant.js";
import type { Channel } from "../customer/channel.js";
import {
  parseLanguage,
  parseOptionalInstant,
  parseOptionalText,
  parseText,
  refuseFuture,
} from "../input-rules.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import { lockCustomer, makeId, runOnce, type Actor, type UseCaseParts } from "../use-case.js";
import { appendConsent } from "./append-consent.js";
import { consentDefaults, toDefaultPrivacyNotice } from "./consent-defaults.js";
import {
  canFollow,
  isValidForProcessing,
  toPresentState,
  type ConsentRecord,
  type ConsentState,
  type Purpose,
} from "./consent.js";

/** What is recorded; texts as they came, ids those inside the gateway. */
export interface RecordConsentInput {
  readonly clientKey: string;
  readonly customerId: string;
  readonly purpose: Purpose;
  /** Null or absent: whatever the channel. */
  readonly channel?: Channel | null;
  /** Whether it is about contact at night, which has a state of its own; by default it is not. */
  readonly night?: boolean | null;
  readonly state: ConsentState;
  readonly noticeVersion: string;
  readonly privacyNotice?: string | null;
  readonly language?: string | null;
  readonly collectionMethod: string;
  readonly onBehalfOf?: string | null;
  readonly evidence?: string | null;
  /** When the person said it; by default at the time of recording. */
  readonly occurredAt?: Instant | null;
  readonly validUntil?: Instant | null;
}

/** The record and the customer it belongs to, or why there is none. */
export type RecordConsentAnswer =
  | { readonly record: ConsentRecord; readonly customerId: string }
  | { readonly refusal: Refusal };

/** Records a consent with its event in one transaction, once a client key. */
export function recordConsent(
  parts: UseCaseParts,
  actor: Actor,
  input: RecordConsentInput,
): Promise<RecordConsentAnswer> {
  return answerRefusals(async () => {
    const said = parseInput(input);
    return runOnce(parts, actor, "recordConsent", input, {
      redo: async ({ consents, identities }, id) => {
        const record = await consents.find(id);
        if (record === undefined) return undefined;
        return {
          record,
          customerId: (await identities.lockCustomer(record.customerId)) ?? record.customerId,
        };
      },
      act: async (transaction, keep) => {
        const customerId = await lockCustomer(transaction, input.customerId);
        const previous = await transaction.consents.lockPresent(
          customerId,
          said.purpose,
          said.channel,
          said.night,
        );
        const present = await transaction.consents.listPresent(customerId, said.purpose, said.night);
        const now = toShortInstant(toInstant(parts.clock.now()));
        const record: ConsentRecord = {
          ...consentDefaults,
          ...said,
          ...decideTimes(said, previous, present, now),
          id: makeId(parts),
          receiptId: makeId(parts),
          customerId,
          actor: actor.id,
          previousRecordId: previous?.id ?? null,
        };
        refuseImpossible(record, previous, present);
        const events = await appendConsent(transaction, record, previous, now);
        await keep(record.id);
        await transaction.events.append(events);
        return { record, customerId };
      },
    });
  });
}

type Said = ReturnType<typeof parseInput>;

function parseInput(input: RecordConsentInput) {
  const noticeVersion = parseText("noticeVersion", input.noticeVersion, 100);
  return {
    purpose: input.purpose,
    channel: input.channel ?? null,
    night: input.night ?? false,
    state: input.state,
    noticeVersion,
    privacyNotice:
      parseOptionalText("privacyNotice", input.privacyNotice, 2000) ?? toDefaultPrivacyNotice(noticeVersion),
    language: parseLanguage("language", input.language ?? "ko"),
    collectionMethod: parseText("collectionMethod", input.collectionMethod, 100),
    onBehalfOf: parseOptionalText("onBehalfOf", input.onBehalfOf, 200),
    evidence: parseOptionalText("evidence", input.evidence, 500),
    occurredAt: parseOptionalInstant("occurredAt", input.occurredAt),
    validUntil: parseOptionalInstant("validUntil", input.validUntil),
  };
}

/**
 * When it happened: as said, or now, and then after every record of the purpose, so that the history has the chain's order
 * and it is clear whether the answer for all channels or that for one came later.
 */
function decideTimes(
  said: Said,
  previous: ConsentRecord | undefined,
  present: readonly ConsentRecord[],
  now: Instant,
): Pick<ConsentRecord, "occurredAt" | "validUntil"> {
  const { validUntil } = said;
  const [latest] = present.map((record) => record.occurredAt).toSorted((a, b) => compareInstants(b, a));
  const isAhead = latest !== undefined && compareInstants(latest, now) >= 0;
  const occurredAt = said.occurredAt ?? (isAhead ? toShortInstant(nextInstant(latest)) : now);
  if (said.occurredAt !== null) refuseFuture("occurredAt", occurredAt, now);
  if (previous !== undefined && compareInstants(occurredAt, previous.occurredAt) < 0) {
    refuse(
      "INVALID_INPUT",
      `A later answer, of ${previous.occurredAt}, is on record and stands; an earlier one that arrives late changes nothing.`,
      "occurredAt",
    );
  }
  if (validUntil !== null && compareInstants(validUntil, occurredAt) <= 0) {
    refuse("INVALID_INPUT", "It is not after the time of the consent.", "validUntil");
  }
  if (validUntil !== null && compareInstants(validUntil, now) <= 0) {
    refuse("INVALID_INPUT", "It lies in the past.", "validUntil");
  }
  return { occurredAt, validUntil };
}

/**
 * The transition is judged at the time of the record: a consent that had run out by then reads EXPIRED. Whoever gave
 * single channels can withdraw them all in one word, whatever was said about all of them before.
 */
function refuseImpossible(
  record: ConsentRecord,
  previous: ConsentRecord | undefined,
  present: readonly ConsentRecord[],
): void {
  const at = new Date(record.occurredAt);
  const state = previous && toPresentState(previous, at);
  const endsEveryChannel =
    record.channel === null &&
    (record.state === "WITHDRAWN" || record.state === "REVOKED") &&
    present.some((one) => isValidForProcessing(one, at));
  if (canFollow(state, record.state) || endsEveryChannel) return;
  const from = state === undefined ? "Without a consent before it" : `After ${state}`;
  refuse("INVALID_TRANSITION", `${from} it cannot be ${record.state}.`, "state");
}
