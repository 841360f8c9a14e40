import { defineEntity } from "@mikro-orm/core";
import { text } from "./columns.js";

/** Who does a piece of work, as long as that worker is alive. */
export const WorkLeaseEntity = defineEntity({
  name: "WorkLease",
  tableName: "work_lease",
  properties: {
    name: text().primary(),
    workerId: text(),
  },
});
