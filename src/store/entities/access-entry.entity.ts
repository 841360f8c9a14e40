import { defineEntity, p } from "@mikro-orm/core";
import { AccessReaderListEntity } from "./access-reader-list.entity.js";
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
    // Who got the answer: one reader, or a list of several, whose entries stand in this row one behind the other.
    actor: text().nullable(),
    roles: p.array<string>().columnType("text[]").nullable(),
    purpose: text(),
    sourceIp: text().nullable(),
    application: text().nullable(),
    requestId: text(),
    action: text(),
    decision: text(),
    fieldsHash: bytes(),
    withheldHash: bytes(),
    mac: bytes(),
    readers: p.integer().default(1),
    readersHash: () =>
      p
        .manyToOne(AccessReaderListEntity)
        .mapToPk()
        .nullable()
        .deleteRule("no action")
        .fieldName("readers_hash"),
  },
  indexes: [
    { properties: ["subjectRef"] },
    { properties: ["at"] },
    { name: "access_entry_readers_index", properties: ["readersHash"], where: "readers_hash is not null" },
  ],
  checks: [
    {
      name: "access_entry_readers_check",
      expression:
        "case when readers_hash is null then readers = 1 and actor is not null and roles is not null and source_ip is not null else readers > 1 and actor is null and roles is null and source_ip is null and application is null end",
    },
  ],
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
