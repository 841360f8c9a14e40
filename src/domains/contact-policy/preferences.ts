import type { Channel } from "../customer/channel.js";

/** How a customer wants to be contacted. `version` counts from 0, the state nobody has changed yet. */
export interface Preferences {
  readonly customerId: string;
  readonly locale: string | null;
  /** IANA time zone */
  readonly timeZone: string;
  readonly quietHours: QuietHours | null;
  readonly nightContact: boolean;
  readonly topics: readonly TopicPreference[];
  readonly channels: readonly ChannelPreference[];
  readonly version: number;
}

/** Local time of the customer, `HH:MM`; `from` may be later than `to` (over midnight). */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

export interface TopicPreference {
  readonly topic: string;
  readonly subscribed: boolean;
}

export interface ChannelPreference {
  readonly channel: Channel;
  readonly allowed: boolean;
  readonly maxPerWeek: number | null;
}

/** What holds for a customer who has said nothing: Korean time, no night contact, nothing opted out. */
export function toDefaultPreferences(customerId: string): Preferences {
  return {
    customerId,
    locale: null,
    timeZone: "Asia/Seoul",
    quietHours: null,
    nightContact: false,
    topics: [],
    channels: [],
    version: 0,
  };
}
