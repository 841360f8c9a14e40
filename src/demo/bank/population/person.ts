// The people of the bank before they are written down in any system: what each system knows of them is cut out of this.
import type { BankProduct } from "../catalogue/products.js";
import type { Place } from "../catalogue/places.js";
import type { Micros } from "../calendar.js";

/** How somebody earns or gets money. */
export type Job = "EMPLOYEE" | "SELF_EMPLOYED" | "HOMEMAKER" | "PENSIONER" | "STUDENT" | "CHILD";

/** Place of a person in a household. */
export type Role = "HEAD" | "PARTNER" | "CHILD" | "PARENT";

/** How a household lives. */
export type Housing = "RENT" | "MORTGAGE" | "OWNED";

/** People who live together. */
export interface Household {
  readonly number: number;
  readonly place: Place;
  readonly address: string;
  readonly zip: string;
  readonly housing: Housing;
  /** What a month of rent or of the mortgage costs, in won. */
  readonly housingCost: number;
  /** Household number of the CRM; only some branches fill it in. */
  readonly groupNo: string | null;
  readonly members: Person[];
}

/** A browser or an app installation. */
export interface Device {
  readonly visitorId: string;
  readonly deviceId: string;
  readonly kind: "mobile" | "desktop" | "tablet";
  readonly channel: "web" | "app";
  readonly system: string;
}

/** A telephone line as a person gave it. */
export interface Line {
  /** As written at the branch, e.g. `010-1234-5678`. */
  readonly text: string;
  /** Whether the line is registered to this person. */
  readonly isOwn: boolean;
}

/** A bank account and the persons on it. */
export interface Account {
  /** Digits only. */
  readonly number: string;
  readonly product: BankProduct;
  readonly currency: "KRW" | "USD";
  readonly openedAt: Micros;
  readonly parties: readonly AccountParty[];
}

/** A person on an account: holder or authorised. */
export interface AccountParty {
  readonly person: Person;
  readonly role: "OWN" | "AUT";
}

/** A product that a person holds or held. */
export interface Holding {
  readonly product: BankProduct;
  readonly account: Account | null;
  readonly openedAt: Micros;
  readonly closedAt: Micros | null;
  readonly balance: string | null;
  readonly currency: "KRW" | "USD" | null;
}

/** A customer of the bank. */
export interface Person {
  /** Counts from 0. */
  readonly number: number;
  readonly custNo: string;
  readonly household: Household;
  readonly role: Role;
  readonly name: string;
  readonly family: string;
  readonly given: string;
  /** As in a passport: `Kim Minjun`. */
  readonly latinName: string;
  readonly sex: "M" | "F";
  readonly age: number;
  /** `YYYYMMDD` */
  readonly birth: string;
  readonly nationality: string;
  readonly language: "ko" | "en";
  readonly line: Line | null;
  readonly email: string | null;
  readonly login: string | null;
  readonly devices: Device[];
  readonly job: Job;
  readonly employer: string | null;
  /** A month's income in won. */
  readonly income: number;
  readonly tier: "VIP" | "GOLD" | "SILVER" | "BASIC";
  readonly joinedAt: Micros;
  /** True for a customer of whom nothing is known but number and name. */
  readonly isBare: boolean;
  readonly accounts: Account[];
  readonly holdings: Holding[];
}

/** Customer number of the CRM: the first customer has 10000017, and there are gaps as after closed numbers. */
export function toCustNo(number: number): string {
  return String(10_000_017 + number * 7 + (number % 3));
}

/** Customer number in the spelling of core banking. */
export function toCifNo(custNo: string): string {
  return `CIF${custNo.padStart(10, "0")}`;
}

/** A telephone number in the spelling of the contact centre: digits, with a plus in front when it is foreign. */
export function toTelNo(text: string): string {
  const digits = text.replace(/\D/g, "");
  return text.startsWith("+") ? `+${digits}` : digits;
}
