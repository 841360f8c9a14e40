import { defineEntity, p } from "@mikro-orm/core";
import { bytes, instant, text } from "./columns.js";

/**
 * The access log (docs/access-log.md): who did what with whose data. Append-only: the database refuses to change an entry,
 * and to delete one but for the retention, which says so in a setting of its transaction. What gets past the database
 * shows in the chain. Purpose, action and decision are names without a check of their own: what is written is sealed.
 */
export const AccessEntryEntity = defineEntity({
  name: "AccessEntry",
  tableName: "access_entry",
  properties: {
    segment: p.bigint().primary(),
    sequence: p.bigint().primary(),
    at: instant(),
    subjectRef: p.uuid(),
    actor: text(),
    roles: p.array<string>().columnType("text[]"),
    purpose: text(),
    sourceIp: text(),
    application: text().nullable(),
    requestId: text(),
    action: text(),
    decision: text(),
    fieldsHash: bytes(),
    withheldHash: bytes(),
    mac: bytes(),
  },
  indexes: [{ properties: ["subjectRef"] }, { properties: ["at"] }],
  triggers: [
    {
      name: "access_entry_append_only",
      timing: "before",
      events: ["update", "delete"],
      forEach: "row",
      body: `if tg_op = 'DELETE' and current_setting('access_log.retention', true) = 'on' then return old; end if;
      raise exception 'access_entry is append-only';`,
    },
  ],
});
