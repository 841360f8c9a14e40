import { defineEntity, p } from "@mikro-orm/core";
import { text } from "./columns.js";

/**
 * The master keys that this database has met: a value by which another key under the same id is found out, never a key.
 * New keyed hashes are made with the CURRENT key; rows with hashes of a LEAVING key may be left.
 */
export const PersonalDataKeyEntity = defineEntity({
  name: "PersonalDataKey",
  tableName: "personal_data_key",
  properties: {
    id: text().primary(),
    checkValue: text(),
    lookupState: p.enum(["CURRENT", "LEAVING"]).nullable(),
  },
});
