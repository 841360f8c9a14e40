// Changes how a customer wants to be contacted. Whoever has seen an older version is refused, never overwrites.
import { toInstant, toShortInstant } from "../../shared/instant.js";
import { parseLanguage, parseText, parseTimeZone } from "../input-rules.js";
import { answerRefusals, refuse, type Refusal } from "../refusal.js";
import { cancelForbidden } from "../triggers/cancel-triggers.js";
import { lockCustomer, runChange, type Actor, type UseCaseParts } from "../use-case.js";
import {
  toDefaultPreferences,
  type ChannelPreference,
  type Preferences,
  type QuietHours,
} from "./preferences.js";

/** A change. What is absent stays; null removes the language or the quiet hours, and elsewhere leaves things as they are. */
export interface UpdatePreferencesInput {
  readonly customerId: string;
  /** The version that the caller has seen. */
  readonly version: number;
  readonly locale?: string | null;
  readonly timeZone?: string | null;
  readonly quietHours?: QuietHours | null;
  readonly nightContact?: boolean | null;
  /** All topics, replacing those there were. */
  readonly topics?: readonly { readonly topic: string; readonly subscribed: boolean }[] | null;
  /** All channels, replacing those there were. */
  readonly channels?:
    | readonly (Omit<ChannelPreference, "maxPerWeek"> & { readonly maxPerWeek?: number | null })[]
    | null;
}

/** The new preferences and their customer, or why nothing changed. */
export type UpdatePreferencesAnswer =
  | { readonly preferences: Preferences; readonly customerId: string }
  | { readonly refusal: Refusal };

/** Changes preferences with the event in one transaction. */
export function updatePreferences(
  parts: Omit<UseCaseParts, "newId">,
  actor: Actor,
  input: UpdatePreferencesInput,
): Promise<UpdatePreferencesAnswer> {
  return answerRefusals(async () => {
    const change = parseInput(input);
    return runChange(parts, actor, async (transaction) => {
      const customerId = await lockCustomer(transaction, input.customerId);
      const present = (await transaction.preferences.find(customerId)) ?? toDefaultPreferences(customerId);
      const preferences: Preferences = { ...present, ...change, version: input.version + 1 };
      const changedAt = toShortInstant(toInstant(parts.clock.now()));
      const isSaved =
        present.version === input.version &&
        (await transaction.preferences.save(preferences, { actor: actor.id, changedAt }));
      if (!isSaved) {
        const newest = await transaction.preferences.find(customerId);
        const version = String(newest?.version ?? 0);
        refuse("STALE_VERSION", `The preferences have been changed; their version is ${version}.`, "version");
      }
      const cancelled = await cancelForbidden(transaction, customerId, changedAt);
      await transaction.events.append([
        {
          type: "preferences.updated",
          kind: "PREFERENCES",
          customerId,
          recordId: null,
          record: preferences,
          occurredAt: changedAt,
          dedupKey: `preferences:${customerId}:${String(preferences.version)}`,
        },
        ...cancelled,
      ]);
      return { preferences, customerId };
    });
  });
}

/** Only the members that change. */
function parseInput(input: UpdatePreferencesInput): Partial<Preferences> {
  const { locale, timeZone, quietHours, nightContact, topics, channels } = input;
  return {
    ...(locale !== undefined && { locale: locale === null ? null : parseLanguage("locale", locale) }),
    ...(timeZone != null && { timeZone: parseTimeZone("timeZone", timeZone) }),
    ...(quietHours !== undefined && { quietHours: quietHours === null ? null : parseQuietHours(quietHours) }),
    ...(nightContact != null && { nightContact }),
    ...(topics != null && { topics: parseTopics(topics) }),
    ...(channels != null && { channels: parseChannels(channels) }),
  };
}

const timePattern = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

function parseQuietHours({ from, to }: QuietHours): QuietHours {
  if (!timePattern.test(from)) refuse("INVALID_INPUT", "It must be a time of day, HH:MM.", "quietHours.from");
  if (!timePattern.test(to)) refuse("INVALID_INPUT", "It must be a time of day, HH:MM.", "quietHours.to");
  // Equal ends could mean no hour or all of them: the caller has to say which.
  if (from === to)
    refuse("INVALID_INPUT", "The quiet hours must end at another time than they begin.", "quietHours");
  return { from, to };
}

function parseTopics(topics: NonNullable<UpdatePreferencesInput["topics"]>): Preferences["topics"] {
  if (topics.length > 200) refuse("INVALID_INPUT", "There are more than 200 topics.", "topics");
  const named = new Set<string>();
  return topics.map(({ topic, subscribed }, index) => {
    const field = `topics[${String(index)}].topic`;
    const parsed = parseText(field, topic, 100);
    refuseRepeat(field, parsed, named);
    return { topic: parsed, subscribed };
  });
}

function parseChannels(channels: NonNullable<UpdatePreferencesInput["channels"]>): Preferences["channels"] {
  const named = new Set<string>();
  return channels.map(({ channel, allowed, maxPerWeek = null }, index) => {
    const field = `channels[${String(index)}]`;
    refuseRepeat(`${field}.channel`, channel, named);
    if (maxPerWeek !== null && !(Number.isInteger(maxPerWeek) && maxPerWeek >= 0)) {
      refuse("INVALID_INPUT", "It must be a whole number from 0 on.", `${field}.maxPerWeek`);
    }
    return { channel, allowed, maxPerWeek };
  });
}

function refuseRepeat(field: string, name: string, named: Set<string>): void {
  if (named.has(name)) refuse("INVALID_INPUT", "It is named twice.", field);
  named.add(name);
}
