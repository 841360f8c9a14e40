import { defineEntity, p } from "@mikro-orm/core";
import type { Purpose } from "../../domains/consent/consent.js";
import { RightsRequestKind, RightsRequestStatus } from "../../domains/rights/rights-request.js";
import { instant, text } from "./columns.js";

/** What a person asked by right. `deadline` is the later of `dueAt` and `extendedUntil`, kept for the order of the list. */
export const RightsRequestEntity = defineEntity({
  name: "RightsRequest",
  tableName: "rights_request",
  properties: {
    id: p.uuid().primary(),
    customerId: p.uuid(),
    kind: p.enum(Object.values(RightsRequestKind)),
    status: p.enum(Object.values(RightsRequestStatus)),
    purposes: p.array<Purpose>().columnType("text[]").defaultRaw("'{}'"),
    details: text().nullable(),
    receivedAt: instant(),
    dueAt: instant(),
    extendedUntil: instant().nullable(),
    extensionReason: text().nullable(),
    deadline: instant(),
    resolvedAt: instant().nullable(),
  },
  // Newest first is the first index read backwards.
  indexes: [{ properties: ["customerId", "receivedAt", "id"] }, { properties: ["deadline", "id"] }],
});
