import { Field, ID, InputType, Int } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";

/** Quiet hours to be set. */
@InputType({ description: "Hours of the customer's local time in which no contact is wanted." })
export class QuietHoursInput {
  @Field(() => String, { description: "Start, HH:MM." })
  from!: string;

  @Field(() => String, { description: "End, HH:MM; earlier than the start when it goes over midnight." })
  to!: string;
}

/** A topic to be set. */
@InputType({ description: "Whether the customer wants to hear about a topic." })
export class TopicPreferenceInput {
  @Field(() => String, { description: "The topic." })
  topic!: string;

  @Field(() => Boolean, { description: "Whether it is wanted." })
  subscribed!: boolean;
}

/** A channel to be set. */
@InputType({ description: "Whether and how often the customer wants to be contacted by a channel." })
export class ChannelPreferenceInput {
  @Field(() => Channel, { description: "The channel." })
  channel!: Channel;

  @Field(() => Boolean, { description: "Whether it is wanted." })
  allowed!: boolean;

  @Field(() => Int, { nullable: true, description: "Contacts a week at most; left out: without a limit." })
  maxPerWeek?: number | null;
}

/** Preferences to be changed. */
@InputType({
  description: "A change of preferences. What is left out stays; null removes a language or quiet hours.",
})
export class UpdatePreferencesInput {
  @Field(() => ID, { description: "The customer." })
  customerId!: string;

  @Field(() => Int, { description: "The version that this changes; a stale one is refused." })
  version!: number;

  @Field(() => String, { nullable: true, description: "Language (BCP 47)." })
  locale?: string | null;

  @Field(() => String, { nullable: true, description: "IANA time zone." })
  timeZone?: string | null;

  @Field(() => QuietHoursInput, { nullable: true, description: "Quiet hours." })
  quietHours?: QuietHoursInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether contact at night (21:00 to 08:00) is wanted.",
  })
  nightContact?: boolean | null;

  @Field(() => [TopicPreferenceInput], {
    nullable: true,
    description: "All topics, replacing those there were.",
  })
  topics?: TopicPreferenceInput[] | null;

  @Field(() => [ChannelPreferenceInput], {
    nullable: true,
    description: "All channels, replacing those there were.",
  })
  channels?: ChannelPreferenceInput[] | null;
}
