import { defineEntity, p } from "@mikro-orm/core";
import type { ChannelPreference, TopicPreference } from "../../domains/contact-policy/preferences.js";
import { instant, jsonList, text } from "./columns.js";

/**
 * What preferences were since each change, and who made it. Rows are added with the change and not changed afterwards; they
 * are no proof of a consent, so they go with the person who is erased.
 */
export const PreferencesVersionEntity = defineEntity({
  name: "PreferencesVersion",
  tableName: "preferences_version",
  properties: {
    customerId: p.uuid().primary(),
    version: p.integer().primary().check("version > 0"),
    locale: text().nullable(),
    timeZone: text(),
    quietFrom: text().nullable(),
    quietTo: text().nullable(),
    nightContact: p.boolean(),
    topics: jsonList<TopicPreference>(),
    channels: jsonList<ChannelPreference>(),
    actor: text(),
    changedAt: instant(),
  },
  // Newest first is this index read backwards.
  indexes: [{ properties: ["customerId", "changedAt", "version"] }],
});
