import { defineEntity, p } from "@mikro-orm/core";
import { bytes } from "./columns.js";

/**
 * Lists of those who got one answer together, which entries of the access log name by their hash. A list is not changed; the
 * retention removes one that no entry names any more.
 */
export const AccessReaderListEntity = defineEntity({
  name: "AccessReaderList",
  tableName: "access_reader_list",
  properties: {
    hash: bytes().primary(),
    /** The accounts again, to be found by. */
    actors: p.array<string>().columnType("text[]"),
    /** Of each reader account, roles, address and application. */
    readers: p.json<readonly unknown[]>(),
  },
  indexes: [{ name: "access_reader_list_actors_index", properties: ["actors"], type: "gin" }],
  triggers: [
    {
      name: "access_reader_list_append_only",
      timing: "before",
      events: ["update", "delete"],
      forEach: "row",
      body: `if tg_op = 'DELETE' and current_setting('access_log.retention', true) = 'on' then return old; end if;
      raise exception 'access_reader_list is append-only';`,
    },
  ],
});
