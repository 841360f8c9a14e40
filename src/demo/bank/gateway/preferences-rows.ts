// How about half of the customers want to be contacted.
import type { ChannelPreference, TopicPreference } from "../../../domains/contact-policy/preferences.js";
import type { Channel } from "../../../domains/customer/channel.js";
import { day, toTimestamp } from "../calendar.js";
import type { CopyValue } from "../copy-rows.js";
import type { Population } from "../population/build-population.js";
import type { Person } from "../population/person.js";
import { Random } from "../random.js";
import { toCustomerId } from "./consent-rows.js";

/** Columns of preferences in the order in which they are copied. */
export const preferencesColumns = [
  "customer_id",
  "version",
  "locale",
  "time_zone",
  "quiet_from",
  "quiet_to",
  "night_contact",
  "topics",
  "channels",
  "updated_at",
] as const;

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

/** The preferences of those who have said something. */
export function* preferencesRows(population: Population): Generator<readonly CopyValue[]> {
  for (const person of population.people) {
    const random = new Random(`${String(population.seed)}:preferences:${String(person.number)}`);
    const hasSpoken = !person.isBare && person.age >= 14 && random.chance(0.58);
    if (hasSpoken || person.number === 0) yield toRow(random, person, population.period.until);
  }
}

function toRow(random: Random, person: Person, until: number): readonly CopyValue[] {
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
  return [
    toCustomerId(person.custNo),
    person.number === 0
      ? 2
      : random.weighted([
          [1, 7],
          [2, 2],
          [3, 1],
          [5, 0.3],
        ]),
    person.language === "en" ? "en" : random.chance(0.4) ? "ko" : null,
    person.language === "en" && random.chance(0.1) ? "America/New_York" : "Asia/Seoul",
    quiet?.[0] ?? null,
    quiet?.[1] ?? null,
    quiet === null && random.chance(0.25),
    JSON.stringify(topics),
    JSON.stringify(channels),
    toTimestamp(until - random.integer(1, 500) * day - random.integer(0, 86_399_999_999)),
  ];
}
