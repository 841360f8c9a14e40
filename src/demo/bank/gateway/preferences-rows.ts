// How about half of the customers want to be contacted.
import type { ChannelPreference, TopicPreference } from "../../../domains/contact-policy/preferences.js";
import type { Channel } from "../../../domains/customer/channel.js";
import { day, toTimestamp } from "../calendar.js";
import type { CopyValue } from "../copy-rows.js";
import type { Population } from "../population/build-population.js";
import type { Person } from "../population/person.js";
import { Random } from "../random.js";
import { toCustomerId } from "./consent-rows.js";

const columns = [
  "customer_id",
  "version",
  "locale",
  "time_zone",
  "quiet_from",
  "quiet_to",
  "night_contact",
  "topics",
  "channels",
] as const;

/** Columns of preferences in the order in which they are copied. */
export const preferencesColumns = [...columns, "updated_at"] as const;

/** Columns of the history of preferences in the order in which they are copied. */
export const preferencesVersionColumns = [...columns, "changed_at", "actor"] as const;

/** Topics that a customer may subscribe to. */
const preferenceTopics = ["금리·특판", "대출", "카드 혜택", "투자", "보험", "이벤트", "보안 알림"];
const preferenceChannels: readonly Channel[] = ["CALL", "EMAIL", "SMS", "PUSH", "MESSENGER", "POST"];

const quietHours: readonly (readonly [readonly [string, string] | null, number])[] = [
  [["21:00", "08:00"], 6],
  [["22:00", "07:00"], 4],
  [["09:00", "18:00"], 2],
  [["12:00", "13:30"], 1],
  [["20:00", "10:00"], 1],
  [null, 6],
];

/** What somebody said, as often as they changed it. */
interface Wishes {
  readonly customerId: string;
  readonly version: number;
  readonly locale: string | null;
  readonly timeZone: string;
  readonly quiet: readonly [string, string] | null;
  readonly nightContact: boolean;
  readonly topics: readonly TopicPreference[];
  readonly channels: readonly ChannelPreference[];
  /** Microseconds since 1970. */
  readonly updatedAt: number;
}

/** The preferences of those who have said something. */
export function* preferencesRows(population: Population): Generator<readonly CopyValue[]> {
  for (const { wishes } of drawAll(population)) yield toRow(wishes);
}

/** How they came to be: with each version a customer has spoken of more topics and channels. */
export function* preferencesVersionRows(population: Population): Generator<readonly CopyValue[]> {
  for (const { wishes, actor } of drawAll(population)) {
    const { version: count, topics, channels, quiet, updatedAt } = wishes;
    for (let version = 1; version <= count; version += 1) {
      const spoken = {
        ...wishes,
        version,
        quiet: version === count ? quiet : null,
        topics: topics.slice(0, Math.ceil((topics.length * version) / count)),
        channels: channels.slice(0, Math.ceil((channels.length * version) / count)),
        updatedAt: updatedAt - (count - version) * 45 * day,
      };
      yield [...toRow(spoken), actor];
    }
  }
}

function* drawAll(population: Population): Generator<{ readonly wishes: Wishes; readonly actor: string }> {
  for (const person of population.people) {
    const random = new Random(`${String(population.seed)}:preferences:${String(person.number)}`);
    const hasSpoken = !person.isBare && person.age >= 14 && random.chance(0.58);
    if (!hasSpoken && person.number !== 0) continue;
    yield {
      wishes: drawWishes(random, person, population.period.until),
      actor: person.login === null ? "branch" : "customer",
    };
  }
}

function drawWishes(random: Random, person: Person, until: number): Wishes {
  const quiet = person.number === 0 ? (["21:00", "08:00"] as const) : random.weighted(quietHours);
  const topics: TopicPreference[] = preferenceTopics
    .filter(() => random.chance(0.5))
    .map((topic) => ({ topic, subscribed: random.chance(0.72) }));
  const channels: ChannelPreference[] = preferenceChannels
    .filter(() => random.chance(0.55))
    .map((channel) => ({
      channel,
      allowed: random.chance(0.8),
      maxPerWeek: random.weighted([
        [null, 4],
        [1, 2],
        [2, 2],
        [3, 2],
        [5, 1],
      ]),
    }));
  return {
    customerId: toCustomerId(person.custNo),
    quiet,
    topics,
    channels,
    version:
      person.number === 0
        ? 2
        : random.weighted([
            [1, 7],
            [2, 2],
            [3, 1],
            [5, 0.3],
          ]),
    locale: person.language === "en" ? "en" : random.chance(0.4) ? "ko" : null,
    timeZone: person.language === "en" && random.chance(0.1) ? "America/New_York" : "Asia/Seoul",
    nightContact: quiet === null && random.chance(0.25),
    updatedAt: until - random.integer(1, 500) * day - random.integer(0, 86_399_999_999),
  };
}

function toRow(wishes: Wishes): readonly CopyValue[] {
  return [
    wishes.customerId,
    wishes.version,
    wishes.locale,
    wishes.timeZone,
    wishes.quiet?.[0] ?? null,
    wishes.quiet?.[1] ?? null,
    wishes.nightContact,
    JSON.stringify(wishes.topics),
    JSON.stringify(wishes.channels),
    toTimestamp(wishes.updatedAt),
  ];
}
