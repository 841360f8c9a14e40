// What is settled of a person before chance fills in the rest.
import type { Foreigner } from "../catalogue/names.js";
import type { Place } from "../catalogue/places.js";
import type { Housing, Job, Line, Role } from "./person.js";

/** A person to be; what is absent is drawn. */
export interface PersonDraft {
  readonly role: Role;
  readonly age: number;
  readonly sex: "M" | "F";
  /** Family name of the household in Hangul and Latin letters, when the person shares it. */
  readonly family?: { readonly korean: string; readonly latin: string };
  readonly given?: { readonly korean: string; readonly latin: string };
  readonly foreigner?: Foreigner;
  readonly job?: Job;
  readonly employer?: string;
  readonly income?: number;
  readonly line?: Line | null;
  readonly email?: string | null;
  readonly login?: string | null;
  readonly isBare?: boolean;
  /** Devices beside what chance gives: `everything` makes sure of app, desktop and mobile browser. */
  readonly devices?: "everything";
}

/** A household to be. */
export interface HouseholdDraft {
  readonly members: readonly PersonDraft[];
  readonly place?: Place;
  readonly housing?: Housing;
  /** Whether members with a login share a tablet; absent: chance decides. */
  readonly sharesTablet?: boolean;
  /** Whether head and partner have an account together; absent: chance decides. */
  readonly sharesAccount?: boolean;
}
