import { defineEntity, p } from "@mikro-orm/core";
import type { ErasedTable } from "../../domains/rights/erasure.js";
import { instant, jsonList, text } from "./columns.js";

/** An erasure that was done; its id is the pseudonym under which what stays is kept. */
export const ErasureEntity = defineEntity({
  name: "Erasure",
  tableName: "erasure",
  properties: {
    id: p.uuid().primary(),
    requestId: text(),
    actor: text(),
    reason: text(),
    erasedAt: instant(),
    tables: jsonList<ErasedTable>(),
  },
  indexes: [{ properties: ["erasedAt", "id"] }],
});
