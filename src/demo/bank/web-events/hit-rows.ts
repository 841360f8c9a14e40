// Twelve months of website and app: every login's visits, the family tablets, strangers, and logins that are nobody's any more.
import { hour, koreanMidnight, second, toTimestamp, type Micros, type Period } from "../calendar.js";
import { getProduct, listFitting } from "../catalogue/products.js";
import { places } from "../catalogue/places.js";
import { drawDevice } from "../population/draw-contact-details.js";
import type { Population } from "../population/build-population.js";
import type { Person } from "../population/person.js";
import { Random } from "../random.js";
import type { HitRow } from "../tables.js";
import { drawInterests, drawSession, type SessionHit, type Visitor } from "./draw-session.js";

/** Logins with this prefix are in the analytics store but no longer in the CRM. */
export const unknownLoginPrefix = "closed-";

/** Product that 김민준 looked at twice in the last day and has not applied for: one more view and the rule fires. */
export const watchedProduct = getProduct("L403");

const hours: readonly (readonly [number, number])[] = [
  0.6, 0.3, 0.2, 0.1, 0.1, 0.3, 1, 2.5, 4, 4.5, 4.5, 4.5, 5.5, 5, 4.5, 4.2, 4, 4, 4.5, 4.8, 5.5, 6, 4.5, 2,
].map((weight, hourOfDay) => [hourOfDay, weight] as const);

/** All hits, person by person. `onPerson` is told how many persons are done. */
export function* hitRows(
  population: Population,
  onPerson: (done: number) => void = () => undefined,
): Generator<HitRow> {
  const { people, seed, period } = population;
  for (const person of people) {
    const random = new Random(`${String(seed)}:web:${String(person.number)}`);
    if (person.login !== null && person.devices.length > 0)
      yield* toRows("h", person.number, drawVisits(random, person, period));
    onPerson(person.number + 1);
  }
  yield* strangerRows(population);
}

function drawVisits(random: Random, person: Person, period: Period): SessionHit[] {
  const interests = drawInterests(random, listFitting(person.age));
  const { city } = person.household.place;
  const toVisitor = (): Visitor => ({
    login: person.login,
    device: random.pick(person.devices),
    city: random.chance(0.93) ? city : random.weighted(places).city,
    interests,
  });
  const visits = 2 + Math.round(16.4 * (0.45 + 0.55 * random.skewed()));
  const isStory = person.number === 0;
  const usual = isStory ? { ...period, until: period.until - 26 * hour } : period;
  const hits = Array.from({ length: visits }, () =>
    drawSession(random, toVisitor(), drawStart(random, usual)),
  ).flat();
  for (const before of isStory ? [19 * hour, 2 * hour] : []) {
    hits.push(
      ...drawSession(random, toVisitor(), period.until - before + random.integer(0, 999_999), watchedProduct),
    );
  }
  return hits.filter((hit) => hit.at < period.until).sort((left, right) => left.at - right.at);
}

function drawStart(random: Random, period: Period): Micros {
  const date = koreanMidnight(period.from + random.next() * (period.until - period.from));
  const start =
    date + random.weighted(hours) * hour + random.integer(0, 3_599) * second + random.integer(0, 999_999);
  return Math.min(Math.max(start, period.from), period.until - 1);
}

function* strangerRows({ people, seed, period }: Population): Generator<HitRow> {
  const strangers = Math.ceil(people.length * 0.35);
  for (let number = 0; number < strangers; number++) {
    const random = new Random(`${String(seed)}:stranger:${String(number)}`);
    const isMobile = random.chance(0.6);
    const visitor: Visitor = {
      // A few come with a login whose customer has left the bank.
      login: number % 60 === 0 ? `${unknownLoginPrefix}${random.digits(6)}` : null,
      device: drawDevice(random, isMobile ? "mobile" : "desktop", "web"),
      city: random.weighted(places).city,
      interests: drawInterests(random, listFitting(random.integer(20, 60))),
    };
    const visits = Array.from({ length: random.integer(1, 3) }, () =>
      drawSession(random, visitor, drawStart(random, period)),
    );
    const hits = visits.flat().filter((hit) => hit.at < period.until);
    yield* toRows(
      "s",
      number,
      hits.sort((left, right) => left.at - right.at),
    );
  }
}

// Ids in the order of insertion keep the index of the primary key cheap to fill.
function* toRows(prefix: string, number: number, hits: readonly SessionHit[]): Generator<HitRow> {
  const start = prefix + number.toString(36).padStart(5, "0");
  for (const [index, { at, ...hit }] of hits.entries()) {
    yield { ...hit, hit_id: start + index.toString(36).padStart(4, "0"), hit_ts: toTimestamp(at) };
  }
}
