import { defineEntity, p } from "@mikro-orm/core";
import type { Purpose } from "../../domains/consent/consent.js";
import { instant, text } from "./columns.js";
import { revisesHeads } from "./head-revision.entity.js";

const whose = (changed: string): string =>
  `select id from ${changed} union select merged_into_id from ${changed} where merged_into_id is not null`;

/** A person. `mergedInto` always names the survivor itself, never another merged part. */
export const CustomerEntity = defineEntity({
  name: "Customer",
  tableName: "customer",
  properties: {
    id: p.uuid().primary(),
    crmId: text().nullable().unique(),
    mergedIntoId: p.uuid().nullable().index(),
    createdAt: instant().defaultRaw("now()"),
    // Stands for the person in the access log. Erasing the person removes it here, and nowhere else has it a meaning.
    subjectRef: p.uuid().defaultRaw("gen_random_uuid()").unique(),
    restrictedAt: instant().nullable(),
    objections: p.array<Purpose>().columnType("text[]").defaultRaw("'{}'"),
    erasedAt: instant().nullable(),
  },
  triggers: [revisesHeads("update", whose), revisesHeads("delete", whose)],
});
