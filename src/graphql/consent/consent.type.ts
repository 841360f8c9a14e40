import type { HeadConsent } from "../../domains/customer/head-store.js";
import { Field, ID, ObjectType } from "type-graphql";
import {
  ConsentState,
  isValidForProcessing,
  Purpose,
  toPresentState,
  type ConsentRecord as ConsentRecordValue,
} from "../../domains/consent/consent.js";
import { Channel } from "../../domains/customer/channel.js";
import { toNodeId } from "../../shared/ids.js";
import { Node } from "../node/node.type.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";

/** One entry of the consent history. */
@ObjectType({
  implements: Node,
  description: "One entry of a customer's consent history, never changed afterwards (ISO/IEC TS 27560).",
})
export class ConsentRecord extends Node {
  readonly __typename = "ConsentRecord";

  /** The record in the gateway's own words, for what is computed from it. */
  readonly value!: ConsentRecordValue;

  @Field(() => ID, { description: "Opaque, stable, unique in the whole graph." })
  override id!: string;

  @Field(() => String, { description: "Version of the record's schema." })
  schemaVersion!: string;

  @Field(() => ID, { description: "Number of the receipt that the person can refer to." })
  receiptId!: string;

  @Field(() => Purpose, { description: "What the data may be used for." })
  purpose!: Purpose;

  @Field(() => Channel, {
    nullable: true,
    description: "Channel that it is about; null: whatever the channel.",
  })
  channel!: Channel | null;

  @Field(() => Boolean, {
    description:
      "Whether it is about contact at night only (21:00 to 08:00 in Korea), which has a state beside that of the day.",
  })
  night!: boolean;

  @Field(() => ConsentState, { description: "The state that this entry recorded." })
  state!: ConsentState;

  @Field(() => String, { description: "Lawful basis (DPV term)." })
  lawfulBasis!: string;

  @Field(() => String, { description: "The privacy notice that was shown." })
  privacyNotice!: string;

  @Field(() => String, { description: "Version of that notice." })
  noticeVersion!: string;

  @Field(() => String, { description: "Language in which it was shown (BCP 47)." })
  language!: string;

  @Field(() => String, { description: "Law that governs the consent (ISO 3166)." })
  jurisdiction!: string;

  @Field(() => String, { description: "How the answer was collected." })
  collectionMethod!: string;

  @Field(() => String, { description: "How the person can withdraw." })
  withdrawalMethod!: string;

  @Field(() => String, { description: "Who recorded it." })
  actor!: string;

  @Field(() => String, {
    nullable: true,
    description: "For whom the actor acted; null when for nobody else.",
  })
  onBehalfOf!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Where the proof is kept, e.g. the number of a signed form; null when nobody said.",
  })
  evidenceReference!: string | null;

  @Field(() => DateTime, { description: "When the person answered." })
  occurredAt!: string;

  @Field(() => DateTime, { nullable: true, description: "Until when it is valid; null without an end." })
  validUntil!: string | null;

  @Field(() => ID, { nullable: true, description: "The entry before it; null for the first." })
  previousRecordId!: string | null;
}

/** ConsentRecordConnection */
export const ConsentRecordConnection = defineConnection(
  "ConsentRecord",
  "consent records",
  () => ConsentRecord,
);

/** The present state of one purpose and channel. */
@ObjectType({ description: "The present state of consent for one purpose and channel." })
export class Consent {
  @Field(() => Purpose, { description: "What the data may be used for." })
  purpose!: Purpose;

  @Field(() => Channel, {
    nullable: true,
    description: "Channel that it is about; null: whatever the channel.",
  })
  channel!: Channel | null;

  @Field(() => Boolean, {
    description:
      "Whether it is about contact at night only (21:00 to 08:00 in Korea), which has a state beside that of the day.",
  })
  night!: boolean;

  @Field(() => ConsentState, {
    description: "The state at this moment; a consent whose time is over reads EXPIRED.",
  })
  state!: ConsentState;

  @Field(() => Boolean, {
    description: "Whether the data may be used: only GIVEN and RENEWED, and only in their time.",
  })
  validForProcessing!: boolean;

  @Field(() => ConsentRecord, { description: "The newest entry behind the state." })
  record!: ConsentRecord;
}

/** The API's object of a record. */
export function toConsentRecord(value: ConsentRecordValue): ConsentRecord {
  const { customerId: _customerId, evidence, ...rest } = value;
  return {
    ...rest,
    __typename: "ConsentRecord",
    value,
    // Not `evidence`: that is a list of records in Trigger, and the members of a union agree on a name's type.
    evidenceReference: evidence,
    id: toNodeId("ConsentRecord", value.id),
    previousRecordId:
      value.previousRecordId === null ? null : toNodeId("ConsentRecord", value.previousRecordId),
  };
}

/** The API's objects of the present states, of the day, of the night, or (null) of both. */
export function toConsents(
  records: readonly ConsentRecordValue[],
  night: boolean | null,
  at: Date,
): Consent[] {
  return records
    .filter((record) => night === null || record.night === night)
    .map((record) => toConsent(record, at));
}

/** The present states of the day, where nobody asks for what is behind them. */
export function toPresentStates(
  consents: readonly HeadConsent[],
  at: Date,
): readonly Omit<Consent, "record">[] {
  return consents.filter(({ night }) => !night).map((consent) => toState(consent, at));
}

function toState(value: HeadConsent, at: Date): Omit<Consent, "record"> {
  const { purpose, channel, night } = value;
  const state = toPresentState(value, at);
  return { purpose, channel, night, state, validForProcessing: isValidForProcessing(value, at) };
}

function toConsent(value: ConsentRecordValue, at: Date): Consent {
  return { ...toState(value, at), record: toConsentRecord(value) };
}
