import { Field, Int, ObjectType } from "type-graphql";
import type { PreferencesVersion as PreferencesVersionValue } from "../../domains/contact-policy/preferences-store.js";
import { defineConnection } from "../paging/connection.js";
import { DateTime } from "../scalars.js";
import { Preferences } from "./preferences.type.js";

/** One change of preferences. */
@ObjectType({ description: "What a customer's preferences were since a change, and who made it." })
export class PreferencesVersion {
  @Field(() => Int, {
    description:
      "Number of the version, from 1; those of customers that were merged into this one have numbers of their own.",
  })
  version!: number;

  @Field(() => String, {
    description:
      "Account of whoever made the change; `system:migration` for the version that was there when the history began.",
  })
  actor!: string;

  @Field(() => DateTime, { description: "When it was changed." })
  at!: string;

  @Field(() => Preferences, { description: "The preferences as they were from then on." })
  preferences!: Preferences;
}

/** PreferencesVersionConnection */
export const PreferencesVersionConnection = defineConnection(
  "PreferencesVersion",
  "versions of preferences",
  () => PreferencesVersion,
);

/** The API's object of a version. */
export function toPreferencesVersion({
  preferences,
  actor,
  changedAt,
}: PreferencesVersionValue): PreferencesVersion {
  return { version: preferences.version, actor, at: changedAt, preferences };
}
