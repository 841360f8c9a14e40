// Everybody who banks here, household by household; the same seed gives the same people, and fewer customers give the first of them.
import { toPeriod, type Period } from "../calendar.js";
import { places } from "../catalogue/places.js";
import { Random } from "../random.js";
import { buildPerson } from "./build-person.js";
import type { HouseholdDraft } from "./draft.js";
import { addAccounts } from "./draw-accounts.js";
import { drawDevice, type Taken } from "./draw-contact-details.js";
import { drawHousehold } from "./draw-household.js";
import type { Device, Household, Person } from "./person.js";
import { storyHouseholds } from "./story-households.js";

/** The bank before it is written into any system. */
export interface Population {
  readonly seed: number;
  readonly period: Period;
  readonly people: readonly Person[];
}

/** Draws the bank's customers. */
export function buildPopulation(customers: number, seed: number, until: Date): Population {
  const period = toPeriod(until);
  const people: Person[] = [];
  const taken: Taken = { numbers: new Set(), logins: new Set() };
  for (const { line, login } of storyHouseholds.flatMap((household) => household.members)) {
    if (line)
      taken.numbers.add(line.text.startsWith("010") ? line.text.replace(/\D/g, "").slice(3) : line.text);
    if (typeof login === "string") taken.logins.add(login);
  }
  for (let number = 0; people.length < customers; number++) {
    const random = new Random(`${String(seed)}:household:${String(number)}`);
    const draft = storyHouseholds[number] ?? drawHousehold(random);
    people.push(...buildHousehold(random, number, draft, people.length, customers, period, taken));
  }
  return { seed, period, people };
}

function buildHousehold(
  random: Random,
  number: number,
  draft: HouseholdDraft,
  firstNumber: number,
  customers: number,
  period: Period,
  taken: Taken,
): readonly Person[] {
  const place = draft.place ?? random.weighted(places);
  const household: Household = {
    number,
    place,
    address: `${place.district} ${place.street} ${String(random.integer(1, 420))}`,
    zip: `${place.zip}${random.digits(5 - place.zip.length)}`,
    housing:
      draft.housing ??
      random.weighted([
        ["RENT", 45],
        ["MORTGAGE", 30],
        ["OWNED", 25],
      ]),
    housingCost: random.integer(45, 180) * 10_000,
    groupNo: draft.members.length > 1 && random.chance(0.6) ? `H${String(700_000 + number)}` : null,
    members: [],
  };
  for (const member of draft.members) {
    const personNumber = firstNumber + household.members.length;
    if (personNumber >= customers) break;
    household.members.push(buildPerson(random, personNumber, member, household, period, taken));
  }
  addTablet(random, household, draft.sharesTablet ?? random.chance(0.35));
  const sharesAccount = draft.sharesAccount ?? random.chance(0.4);
  for (const person of household.members) addAccounts(random, person, period, sharesAccount);
  return household.members;
}

/** The family's tablet: one browser, so one cookie, with which two members log in. */
function addTablet(random: Random, household: Household, hasTablet: boolean): void {
  const tablet: Device = drawDevice(random, "tablet", "web");
  const users = household.members.filter((member) => member.login !== null).slice(0, 2);
  if (!hasTablet || users.length < 2) return;
  for (const user of users) user.devices.push(tablet);
}
