import { Field, ID, InputType } from "type-graphql";
import { ConsentState, Purpose } from "../../domains/consent/consent.js";
import { Channel } from "../../domains/customer/channel.js";
import { DateTime } from "../scalars.js";

/** A consent to be recorded. */
@InputType({ description: "A consent to be recorded, with what proves it." })
export class RecordConsentInput {
  @Field(() => String, {
    description: "Makes the call repeatable: the same key gives the first answer again.",
  })
  clientKey!: string;

  @Field(() => ID, { description: "The customer." })
  customerId!: string;

  @Field(() => Purpose, { description: "What the data may be used for." })
  purpose!: Purpose;

  @Field(() => Channel, {
    nullable: true,
    description: "Channel that it is about; left out: whatever the channel.",
  })
  channel?: Channel | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "True: about contact at night only (21:00 to 08:00 in Korea), which needs a consent beside that for the day.",
  })
  night!: boolean;

  @Field(() => ConsentState, {
    description: "The new state; it must be one that can follow the present state.",
  })
  state!: ConsentState;

  @Field(() => String, { description: "Version of the privacy notice that was shown." })
  noticeVersion!: string;

  @Field(() => String, {
    nullable: true,
    description: "The notice itself or its address; by default the company's.",
  })
  privacyNotice?: string | null;

  @Field(() => String, {
    nullable: true,
    defaultValue: "ko",
    description: "Language in which it was shown (BCP 47).",
  })
  language?: string | null;

  @Field(() => String, { description: "How the answer was collected, e.g. app-settings, call, branch-form." })
  collectionMethod!: string;

  @Field(() => String, {
    nullable: true,
    description: "For whom you act, when not for the customer directly.",
  })
  onBehalfOf?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Where the proof is kept, e.g. the number of a signed form or the id of a call's recording; at most 500 characters.",
  })
  evidence?: string | null;

  @Field(() => DateTime, { nullable: true, description: "When the person answered; by default now." })
  occurredAt?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Until when it is valid; by default without an end.",
  })
  validUntil?: string | null;
}
