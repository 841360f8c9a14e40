import { defineEntity } from "@mikro-orm/core";
import { instant, text } from "./columns.js";

/** A process that shares in the work, and until when it is taken for alive. */
export const WorkerEntity = defineEntity({
  name: "Worker",
  tableName: "worker",
  properties: {
    id: text().primary(),
    aliveUntil: instant(),
  },
});
