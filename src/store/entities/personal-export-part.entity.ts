import { defineEntity, p } from "@mikro-orm/core";
import { PersonalExportEntity } from "./personal-export.entity.js";

/** A part of an export, sealed. */
export const PersonalExportPartEntity = defineEntity({
  name: "PersonalExportPart",
  tableName: "personal_export_part",
  properties: {
    export: () => p.manyToOne(PersonalExportEntity).mapToPk().primary().deleteRule("cascade"),
    number: p.integer().primary(),
    data: p.blob(),
  },
});
