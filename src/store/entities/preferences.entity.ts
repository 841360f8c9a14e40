import { defineEntity, p } from "@mikro-orm/core";
import type { ChannelPreference, TopicPreference } from "../../domains/contact-policy/preferences.js";
import { instant, jsonList, text } from "./columns.js";

/** How a customer wants to be contacted; no row means the defaults, version 0. */
export const PreferencesEntity = defineEntity({
  name: "Preferences",
  tableName: "preferences",
  properties: {
    customerId: p.uuid().primary(),
    version: p.integer().check("version > 0"),
    locale: text().nullable(),
    timeZone: text(),
    quietFrom: text().nullable(),
    quietTo: text().nullable(),
    nightContact: p.boolean(),
    topics: jsonList<TopicPreference>(),
    channels: jsonList<ChannelPreference>(),
    updatedAt: instant().defaultRaw("now()"),
  },
});
