import { defineEntity, p } from "@mikro-orm/core";
import { RightsStepAction } from "../../domains/rights/rights-request.js";
import { appendOnly } from "./append-only.js";
import { instant, text } from "./columns.js";
import { RightsRequestEntity } from "./rights-request.entity.js";

/** The history of a request, append-only, numbered from 1. */
export const RightsRequestStepEntity = defineEntity({
  name: "RightsRequestStep",
  tableName: "rights_request_step",
  properties: {
    request: () => p.manyToOne(RightsRequestEntity).mapToPk().primary(),
    number: p.integer().primary(),
    action: p.enum(Object.values(RightsStepAction)),
    actor: text(),
    at: instant(),
    note: text().nullable(),
  },
  triggers: [appendOnly("rights_request_step")],
});
