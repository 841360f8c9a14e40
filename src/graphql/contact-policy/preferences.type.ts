import { Field, Int, ObjectType } from "type-graphql";
import { Channel } from "../../domains/customer/channel.js";
import type {
  ChannelPreference as ChannelPreferenceValue,
  QuietHours as QuietHoursValue,
  TopicPreference as TopicPreferenceValue,
} from "../../domains/contact-policy/preferences.js";

/** Hours in which the customer wants no contact. */
@ObjectType({ description: "Hours of the customer's local time in which no contact is wanted." })
export class QuietHours implements QuietHoursValue {
  @Field(() => String, { description: "Start, HH:MM." })
  from!: string;

  @Field(() => String, { description: "End, HH:MM; earlier than the start when it goes over midnight." })
  to!: string;
}

/** Whether a topic is wanted. */
@ObjectType({ description: "Whether the customer wants to hear about a topic." })
export class TopicPreference implements TopicPreferenceValue {
  @Field(() => String, { description: "The topic." })
  topic!: string;

  @Field(() => Boolean, { description: "Whether it is wanted." })
  subscribed!: boolean;
}

/** Whether and how often a channel is wanted. */
@ObjectType({ description: "Whether and how often the customer wants to be contacted by a channel." })
export class ChannelPreference implements ChannelPreferenceValue {
  @Field(() => Channel, { description: "The channel." })
  channel!: Channel;

  @Field(() => Boolean, { description: "Whether it is wanted." })
  allowed!: boolean;

  @Field(() => Int, { nullable: true, description: "Contacts a week at most; null without a limit." })
  maxPerWeek!: number | null;
}

/** How a customer wants to be contacted. */
@ObjectType({ description: "How the customer wants to be contacted." })
export class Preferences {
  @Field(() => String, {
    nullable: true,
    description: "Language (BCP 47); null when the customer has not chosen.",
  })
  locale!: string | null;

  @Field(() => String, { description: "IANA time zone in which the hours are meant." })
  timeZone!: string;

  @Field(() => QuietHours, { nullable: true, description: "Quiet hours; null when there are none." })
  quietHours!: QuietHours | null;

  @Field(() => Boolean, { description: "Whether contact at night (21:00 to 08:00) is wanted." })
  nightContact!: boolean;

  @Field(() => [TopicPreference], { description: "Topics that the customer decided on." })
  topics!: readonly TopicPreference[];

  @Field(() => [ChannelPreference], { description: "Channels that the customer decided on." })
  channels!: readonly ChannelPreference[];

  @Field(() => Int, { description: "Counts the changes from 0; an update names the version it changes." })
  version!: number;
}
