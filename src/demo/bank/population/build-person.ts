// Fills in what a draft of a person leaves open.
import type { BilingualName, Generation } from "../catalogue/names.js";
import { familyNames, givenNames } from "../catalogue/names.js";
import { employers } from "../catalogue/counterparties.js";
import { day, type Period } from "../calendar.js";
import type { Random } from "../random.js";
import type { PersonDraft } from "./draft.js";
import {
  drawDevices,
  drawEmail,
  drawForeignLine,
  drawLine,
  drawLogin,
  type Taken,
} from "./draw-contact-details.js";
import { type Household, type Job, type Person, toCustNo } from "./person.js";

/** Makes a person of a draft. Relatives who are already in the household are asked for their line. */
export function buildPerson(
  random: Random,
  number: number,
  draft: PersonDraft,
  household: Household,
  period: Period,
  taken: Taken,
): Person {
  const { age, sex, role } = draft;
  const names = drawNames(random, draft);
  const birthYear = new Date(period.until / 1_000).getUTCFullYear() - age;
  const birth = `${String(birthYear)}${two(random.integer(1, 12))}${two(random.integer(1, 28))}`;
  const job = draft.job ?? drawJob(random, age);
  const income = draft.income ?? drawIncome(random, job);
  const isBare = draft.isBare ?? false;
  const line =
    draft.line !== undefined
      ? draft.line
      : draft.foreigner === undefined
        ? drawLine(random, role, age, household.place, household.members, taken)
        : { text: drawForeignLine(random, draft.foreigner, taken), isOwn: true };
  const login =
    draft.login !== undefined
      ? draft.login
      : random.chance(loginShare(age))
        ? drawLogin(random, names.familyLatin, names.givenLatin, birth, taken)
        : null;
  const mailName = login ?? `${names.givenLatin}${birth.slice(2, 4)}`.toLowerCase().replace(/[^a-z0-9]/g, "");
  const email =
    draft.email !== undefined
      ? draft.email
      : random.chance(emailShare(age))
        ? drawEmail(random, mailName)
        : null;
  const devices = drawDevices(random, age, draft.devices === "everything");
  const longest = Math.max(1, Math.min(25, age === 0 ? 1 : age));
  return {
    number,
    custNo: toCustNo(number),
    household,
    role,
    name: names.name,
    family: names.family,
    given: names.given,
    latinName: `${names.familyLatin} ${names.givenLatin}`,
    sex,
    age,
    birth,
    nationality: draft.foreigner?.nationality ?? "KR",
    language: draft.foreigner === undefined ? "ko" : "en",
    line: isBare ? null : line,
    email: isBare ? null : email,
    login: isBare ? null : login,
    devices: isBare || login === null ? [] : devices,
    job,
    employer: job === "EMPLOYEE" ? (draft.employer ?? random.pick(employers)) : null,
    income,
    tier: drawTier(random, income),
    joinedAt:
      Math.floor(period.until - (0.1 + random.next() * longest) * 365 * day) + random.integer(0, 999_999),
    isBare,
    accounts: [],
    holdings: [],
  };
}

function drawNames(random: Random, draft: PersonDraft) {
  if (draft.foreigner !== undefined) {
    const { family, given } = draft.foreigner;
    return { name: `${given} ${family}`, family, given, familyLatin: family, givenLatin: given };
  }
  const family = draft.family ?? random.weighted(familyNames);
  const generation: Generation = draft.age >= 61 ? "old" : draft.age >= 36 ? "middle" : "young";
  const given: BilingualName = draft.given ?? random.pick(givenNames[draft.sex][generation]);
  return {
    name: family.korean + given.korean,
    family: family.korean,
    given: given.korean,
    familyLatin: family.latin,
    givenLatin: given.latin,
  };
}

function drawJob(random: Random, age: number): Job {
  if (age < 19) return "CHILD";
  if (age < 25) return random.chance(0.65) ? "STUDENT" : "EMPLOYEE";
  if (age >= 63) return random.chance(0.85) ? "PENSIONER" : "SELF_EMPLOYED";
  return random.weighted([
    ["EMPLOYEE", 72],
    ["SELF_EMPLOYED", 17],
    ["HOMEMAKER", 11],
  ]);
}

function drawIncome(random: Random, job: Job): number {
  const [low, spread] = {
    EMPLOYEE: [2_300_000, 1_500_000],
    SELF_EMPLOYED: [1_600_000, 2_600_000],
    HOMEMAKER: [300_000, 400_000],
    PENSIONER: [550_000, 700_000],
    STUDENT: [350_000, 300_000],
    CHILD: [20_000, 40_000],
  }[job] as [number, number];
  return Math.round((low + random.skewed() * spread) / 1_000) * 1_000;
}

function drawTier(random: Random, income: number): Person["tier"] {
  const score = income / 1_000_000 + random.next() * 2.5;
  return score > 8 ? "VIP" : score > 5.4 ? "GOLD" : score > 3.4 ? "SILVER" : "BASIC";
}

function loginShare(age: number): number {
  if (age < 14) return 0;
  if (age >= 70) return 0.45;
  return age < 19 ? 0.7 : 0.95;
}

function emailShare(age: number): number {
  if (age < 14) return 0.05;
  return age >= 68 ? 0.45 : 0.93;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
