// Draws what a customer has agreed to over the years: one history for each purpose and channel, by the rules of consent.
import type { ConsentState, Purpose } from "../../../domains/consent/consent.js";
import type { Channel } from "../../../domains/customer/channel.js";
import { day, hour, type Micros, type Period } from "../calendar.js";
import type { Person } from "../population/person.js";
import type { Random } from "../random.js";

/** A change of mind. */
export interface ConsentStep {
  readonly purpose: Purpose;
  /** Null: whatever the channel. */
  readonly channel: Channel | null;
  /** Whether it is about contact at night only. */
  readonly night: boolean;
  readonly state: ConsentState;
  readonly at: Micros;
  /** End of a consent that was given for a time. */
  readonly validUntil: Micros | null;
}

/** Korean law has consent to marketing confirmed again every two years. */
const marketingLife = 730 * day;

const marketingChannels: readonly (readonly [Channel, number])[] = [
  ["CALL", 0.8],
  ["SMS", 0.85],
  ["EMAIL", 0.8],
  ["PUSH", 0.7],
  ["MESSENGER", 0.5],
  ["POST", 0.25],
];

type Plot = readonly ConsentState[];

const plots: readonly (readonly [Plot, number])[] = [
  [["GIVEN"], 34],
  [["GIVEN", "RENEWED"], 10],
  [["REQUESTED", "GIVEN"], 8],
  [["REFUSED"], 14],
  [["REQUESTED", "REFUSED"], 4],
  [["GIVEN", "WITHDRAWN"], 14],
  [["GIVEN", "WITHDRAWN", "GIVEN"], 5],
  [["GIVEN", "EXPIRED"], 5],
  [["GIVEN", "EXPIRED", "RENEWED"], 2],
  [["REQUESTED"], 3],
  [["REQUESTED", "DEFERRED"], 1],
];

/** All steps of a customer, oldest first; nobody who is only a name has agreed to anything. */
export function drawConsents(random: Random, person: Person, period: Period): readonly ConsentStep[] {
  if (person.isBare) return [];
  const steps: ConsentStep[] = [];
  // Without consent to the service itself there is no contract; a few have taken it back and are about to leave.
  steps.push(
    ...drawHistory(
      random,
      person,
      period,
      "SERVICE",
      null,
      random.chance(0.985) ? ["GIVEN"] : ["GIVEN", "WITHDRAWN"],
    ),
  );
  if (person.number === 0) return [...steps, ...storyConsents(random, person, period)].sort(byTime);
  if (random.chance(0.88))
    steps.push(...drawHistory(random, person, period, "ANALYTICS", null, random.weighted(plots)));
  for (const [channel, share] of marketingChannels) {
    if (person.age < 14 || !random.chance(share)) continue;
    steps.push(...drawHistory(random, person, period, "MARKETING", channel, random.weighted(plots)));
  }
  return steps.sort(byTime);
}

/** 김민준 has agreed to most, and has had enough of text messages. */
function storyConsents(random: Random, person: Person, period: Period): readonly ConsentStep[] {
  const stories: readonly (readonly [Purpose, Channel | null, Plot])[] = [
    ["ANALYTICS", null, ["GIVEN"]],
    ["MARKETING", "CALL", ["GIVEN", "RENEWED"]],
    ["MARKETING", "EMAIL", ["REQUESTED", "GIVEN"]],
    ["MARKETING", "PUSH", ["GIVEN"]],
    ["MARKETING", "SMS", ["GIVEN", "WITHDRAWN"]],
    ["MARKETING", "POST", ["REFUSED"]],
  ];
  return stories.flatMap(([purpose, channel, plot]) =>
    drawHistory(random, person, period, purpose, channel, plot),
  );
}

function drawHistory(
  random: Random,
  person: Person,
  period: Period,
  purpose: Purpose,
  channel: Channel | null,
  plot: Plot,
): ConsentStep[] {
  const isForALife = purpose === "SERVICE";
  // A plot that ends valid begins late enough to be valid still, except for some whose time has run out in silence.
  const span = isForALife || random.chance(0.06) ? 1_400 * day : marketingLife;
  const latest = period.until - 2 * hour;
  const earliest = Math.max(person.joinedAt, latest - span);
  const times = plot
    .map(() => Math.floor(earliest + random.next() * (latest - earliest)))
    .sort((left, right) => left - right)
    .map((at, index) => (index === 0 && isForALife ? person.joinedAt : at + index));
  return plot.map((state, index) => {
    const at = times[index] as Micros;
    const isValid = state === "GIVEN" || state === "RENEWED";
    const nextAt = plot[index + 1] === "EXPIRED" ? (times[index + 1] as Micros) : at + marketingLife;
    return { purpose, channel, night: false, state, at, validUntil: isValid && !isForALife ? nextAt : null };
  });
}

const nightChannels: readonly (readonly [Channel, number])[] = [
  ["PUSH", 4],
  ["SMS", 3],
  ["MESSENGER", 3],
];

/**
 * What some of those who agreed to advertising said about the night, when asked beside it (정보통신망법 제50조제3항).
 * `steps` are their answers for the day.
 */
export function drawNightConsents(
  random: Random,
  person: Person,
  steps: readonly ConsentStep[],
  period: Period,
): readonly ConsentStep[] {
  const channel = person.number === 0 ? "PUSH" : random.weighted(nightChannels);
  const day = steps.find((step) => step.channel === channel && step.state === "GIVEN");
  if (day === undefined || (person.number !== 0 && !random.chance(0.3))) return [];
  const said: ConsentStep = { ...day, night: true, state: random.chance(0.6) ? "GIVEN" : "REFUSED" };
  if (person.number === 0) return [{ ...said, state: "GIVEN" }];
  if (said.state === "REFUSED") return [{ ...said, validUntil: null }];
  if (!random.chance(0.2)) return [said];
  const at = Math.floor(day.at + random.next() * (period.until - 2 * hour - day.at));
  return [said, { ...said, state: "WITHDRAWN", at, validUntil: null }];
}

function byTime(left: ConsentStep, right: ConsentStep): number {
  return left.at - right.at;
}
